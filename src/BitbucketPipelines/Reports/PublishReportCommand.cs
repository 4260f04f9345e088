using System.Collections;
using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Reports;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Publishes findings as a Code Insights report with annotations on a commit.</summary>
/// <remarks>
/// Bitbucket shows the report beside the commit and in its pull requests, and the annotations in their lines. Findings come from
/// files (-Path) in SARIF 2.1.0, JUnit XML or TRX, and from piped objects: the result of Invoke-Pester -PassThru, findings of
/// Invoke-ScriptAnalyzer and Test-BbPipelineYaml, and any objects with Message and, if they have them, Path, Line, Severity and Rule. All
/// of one call become one report.
/// <para>The id of the report is made of its title, unless -Id is specified. A report with this id on the same commit is replaced,
/// with all of its annotations, so the command can run again and again. Everything is read and checked before the first request: if a
/// file or an object cannot be read, nothing is published. Without findings the report is published too, as PASSED.</para>
/// <para>The report is FAILED if a finding is at least as severe as -FailOn says. Severities are those of Bitbucket: errors and
/// failed tests are HIGH, warnings MEDIUM, notes LOW; of numbers, 0 is LOW, 1 MEDIUM,
/// 2 and 3 HIGH, as in ScriptAnalyzer and ESLint; a security score of SARIF counts as in CVSS, from 9.0 on as CRITICAL. A report
/// has at most 1,000 annotations: of more findings the most severe are kept, with a warning. Paths are made relative to the root of
/// the repository, which is the clone that the current folder is in, or BITBUCKET_CLONE_DIR, BUILD_SOURCESDIRECTORY, GITHUB_WORKSPACE
/// or WORKSPACE.</para>
/// <para>In a step of Bitbucket Pipelines, no token is needed: without credentials, reports are sent through the proxy that runs
/// beside each step and authenticates them (localhost:29418, in containers host.docker.internal:29418). BITBUCKET_STEP_PROXY can name
/// the one or the other.</para>
/// </remarks>
/// <example>
/// <code>Publish-BbReport ./eslint.sarif, ./semgrep.sarif -Title 'Code analysis' -Commit trunk -WhatIf</code>
/// <para>Shows what would be published on the newest commit of a branch. Without -Commit, it is the commit that is checked out.</para>
/// </example>
/// <example>
/// <code>Invoke-Pester -PassThru | Publish-BbReport -Commit trunk</code>
/// <para>Publishes the failed tests on the newest commit of a branch.</para>
/// </example>
/// <example>
/// <code>Test-BbPipelineYaml -Branch trunk | Publish-BbReport -Title 'Pipeline file' -Commit trunk</code>
/// <para>Publishes what is wrong with bitbucket-pipelines.yml, or that nothing is.</para>
/// </example>
/// <example>
/// <code>Import-Csv ./findings.csv | Publish-BbReport -Title Audit -FailOn MEDIUM -Commit trunk</code>
/// <para>Publishes rows with the columns Path, Line, Severity and Message.</para>
/// </example>
[Cmdlet(VerbsData.Publish, "BbReport", SupportsShouldProcess = true)]
[OutputType(typeof(PublishedReport))]
public sealed class PublishReportCommand : CommitCmdlet
{
    private const string Never = "Never";

    private readonly List<Target> _targets = [];
    private readonly HashSet<(BitbucketSession?, string?, string?, string?)> _places = [];
    private bool _hasRecord;
    private BitbucketSession? _step;

    /// <summary>
    /// Files in SARIF 2.1.0, JUnit XML or TRX. Wildcards are allowed. Their findings become one report.
    /// </summary>
    [Parameter(Position = 0)]
    [Alias("LiteralPath")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>
    /// What was found: a finding, the result of Pester, a file from Get-ChildItem, the path of a file, or a run whose commit gets the
    /// report of -Path.
    /// </summary>
    [Parameter(ValueFromPipeline = true)]
    [AllowNull]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public PSObject? InputObject { get; set; }

    /// <summary>The format of the files: Sarif, JUnit or Trx. By default the content decides.</summary>
    [Parameter]
    public FindingFormat? Format { get; set; }

    /// <summary>The title of the report. The default is the name of the tool, if the findings name it.</summary>
    [Parameter]
    [Alias("Name")]
    [RefuseEmpty]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? Title { get; set; }

    /// <summary>The id of the report, which another report with it replaces. The default is made of the title.</summary>
    [Parameter]
    [RefuseEmpty]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? Id { get; set; }

    /// <summary>The lowest severity with which the report fails: CRITICAL, HIGH, MEDIUM, LOW or Never. The default is HIGH.</summary>
    [Parameter]
    [ValidateSet("CRITICAL", "HIGH", "MEDIUM", "LOW", Never)]
    public string FailOn { get; set; } = "HIGH";

    /// <summary>
    /// The page that the report links to. The default is the build, in Bitbucket Pipelines, Azure DevOps, GitHub Actions and Jenkins.
    /// </summary>
    [Parameter]
    [RefuseEmpty]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? Link { get; set; }

    /// <inheritdoc/>
    private protected override BitbucketSession? SessionWithoutCredentials =>
        _step ??= StepSession.Find(Environment.GetEnvironmentVariable);

    /// <inheritdoc/>
    protected override void Begin()
    {
        if (Path.Length == 0 && !MyInvocation.ExpectingInput && InputObject is null)
        {
            throw new ErrorRecordException(Errors.NoFindings(), terminating: true);
        }

        if (NotEmpty(Id) is { } id && (id.Length > 200 || !id.All(c => c is '-' or '_' or '.' || (c < 128 && char.IsLetterOrDigit(c)))))
        {
            throw new ErrorRecordException(Errors.InvalidReportId(id), terminating: true);
        }

        if (NotEmpty(Link) is { } link && !WebLinks.IsPage(link))
        {
            throw new ErrorRecordException(Errors.NoWebPage(nameof(Link), link), terminating: true);
        }
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        _hasRecord = true;
        if (CurrentTarget() is not { } target)
        {
            return;
        }

        // An array that is passed, and not piped in, comes as a whole.
        if (InputObject?.BaseObject is IEnumerable list and not (string or IDictionary))
        {
            foreach (object? item in list)
            {
                Add(target, item is null ? null : PSObject.AsPSObject(item));
            }
        }
        else
        {
            Add(target, InputObject);
        }
    }

    /// <inheritdoc/>
    protected override void Finish()
    {
        // Nothing was piped in: a report without findings. A record that failed has its error, and no other place takes its report.
        if (!_hasRecord)
        {
            _targets.Add(NewTarget());
        }

        FindingSet[] files = [.. Path.SelectMany(Resolve).Select(Read)];
        ChangePlaces([.. _targets.Select(t => NewChange(t, [.. files, .. t.Sets]))], new BulkOptions("report", ThrottleLimit)
        {
            WritesItemOnly = true,
        });
    }

    private void Add(Target target, PSObject? input)
    {
        switch (input?.BaseObject)
        {
            case null:
            case RepositoryItem or Api.Models.Repository when Path.Length > 0:
                // The place of the report of -Path.
                break;
            case FileInfo file:
                target.Sets.Add(Read(file.FullName));
                break;
            case string path:
                target.Sets.AddRange(Resolve(path).Select(Read));
                break;
            case PSCustomObject when Path.Length > 0 && FindingInput.IsPlace(input):
                break;
            default:
                target.Sets.Add(FindingInput.Read(input));
                break;
        }
    }

    /// <summary>The place of this record. Most records have the same. Null for one that was refused already.</summary>
    private Target? CurrentTarget()
    {
        (BitbucketSession? session, string? workspace, string? repository, string? commit) = (Session, Workspace, Repository, Commit);
        Target? known = _targets.LastOrDefault(t => ReferenceEquals(t.GivenSession, session) && t.Workspace == workspace
            && t.GivenRepository == repository && t.GivenCommit == commit);
        if (known is null && _places.Add((session, workspace, repository, commit)))
        {
            known = NewTarget();
            _targets.Add(known);
        }

        return known;
    }

    private Target NewTarget()
    {
        RepositoryId repository = TargetRepository;
        return new Target(Session, Workspace, Repository, Commit, repository, CommitOf(repository), CurrentSession, Client);
    }

    private PlaceChange NewChange(Target target, FindingSet[] sets)
    {
        (RepositoryId repository, BitbucketClient client, BitbucketSession session) = (target.Place, target.Client, target.Session);
        ReportPlan plan = NewPlan(target, sets);
        string hash = target.CommitName;
        BitbucketClient? other = StepSession.OtherOf(session) is { } second ? ClientOf(second) : null;
        return new PlaceChange("report", plan.Body.Title, repository.Workspace, repository.Slug, session, Plan)
        {
            FailureTarget = target.CommitName,
            Key = $"{target.CommitName} {plan.Id}",
            Read = async token => hash = GitHead.IsHash(target.CommitName) ? target.CommitName
                : session.Settings.IsStep ? throw new ErrorRecordException(Errors.WholeHashRequired(target.CommitName))
                : await ResolveCommitAsync(client, repository, target.CommitName, token).ConfigureAwait(false),
        };

        PlannedWrite Plan()
        {
            if (plan.Annotations.Length < plan.Total)
            {
                WriteWarning(FormattableString.Invariant(
                    $"A report can have {ReportPlan.MostAnnotations:N0} annotations. The {plan.Annotations.Length:N0} most severe of ")
                    + FormattableString.Invariant($"{Counted.Of(plan.Total, "finding")} are kept in '{plan.Body.Title}'."));
            }

            return new PlannedWrite(
                ItemAction.Update,
                FormattableString.Invariant(
                    $"Publish report '{plan.Body.Title}' ({plan.Body.Result}, {Counted.Of(plan.Annotations.Length, "annotation")})"),
                $"commit {hash} of {repository}",
                async token => await ReportPublisher.PublishAsync(client, other, repository, hash, plan, token).ConfigureAwait(false))
            {
                Map = e => Errors.ReportNotPublished(e, session, repository, hash, plan.Body.Title),
                Requests = ReportPublisher.Requests(plan),
            };
        }
    }

    private ReportPlan NewPlan(Target target, FindingSet[] sets)
    {
        string? tools = string.Join(", ", sets.Select(s => s.Tool).Where(t => !string.IsNullOrWhiteSpace(t)).Distinct());
        if (NotEmpty(Title) is null && NotEmpty(Id) is null && sets.Length == 0)
        {
            WriteWarning("Nothing was piped in, so the report has the title Findings. Specify -Title in each call, so that the report "
                + "replaces that of an earlier call.");
        }

        string title = NotEmpty(Title) ?? (tools.Length > 0 ? tools : sets.Length > 0 && sets.All(s => s.IsTests) ? "Tests" : "Findings");
        var plan = new ReportPlan(
            NotEmpty(Id) ?? ReportPlan.IdOf(title), title, sets,
            FailOn == Never || string.Equals(FailOn, Never, StringComparison.OrdinalIgnoreCase) ? null : Severities.OfWord(FailOn),
            NewPaths(target));
        Func<string, string?> variable = Environment.GetEnvironmentVariable;
        plan.Body.Link = NotEmpty(Link) ?? BuildSystem.BitbucketRun(variable, target.Session.SiteUri) ?? BuildSystem.Find(variable)?.Url;
        return plan;
    }

    private RepositoryPaths NewPaths(Target target)
    {
        string folder = SessionState.Path.CurrentFileSystemLocation.ProviderPath;
        Func<string, string?> variable = Environment.GetEnvironmentVariable;
        string?[] roots =
        [
            GitRemote.CloneOf(folder, target.Place, target.Session.SiteUri.Host, variable) ?? GitRemote.RootOf(folder),
            variable("BITBUCKET_CLONE_DIR"), variable("BUILD_SOURCESDIRECTORY"), variable("BUILD_REPOSITORY_LOCALPATH"),
            variable("GITHUB_WORKSPACE"), variable("WORKSPACE"),
        ];
        string[] known = [.. roots.Where(r => !string.IsNullOrWhiteSpace(r)).Select(r => r!)];
        return new RepositoryPaths(known.Length > 0 ? known : [folder], folder, File.Exists);
    }

    private IEnumerable<string> Resolve(string path)
    {
        // A name with brackets is taken literally, if there is such a file.
        string literal = FilePath(path);
        if (File.Exists(literal) || !WildcardPattern.ContainsWildcardCharacters(path))
        {
            return [literal];
        }

        string[] found = [.. FilePaths.Find(SessionState.Path, path).Where(File.Exists)];
        return found.Length > 0 ? found : throw new ErrorRecordException(
            Errors.InvalidReportFile(path, new FileNotFoundException("there is no such file")), terminating: true);
    }

    /// <summary>Reads a file. An error ends the command, because a report without the findings of the file would be wrong.</summary>
    private FindingSet Read(string path) => ErrorMap.Run(
        () => FindingFiles.Read(path, Format),
        e => e is FindingFileException or FileTextException or IOException or UnauthorizedAccessException
            ? Errors.InvalidReportFile(path, e) : null,
        terminating: true);

    /// <summary>What is published on one commit.</summary>
    private sealed record Target(
        BitbucketSession? GivenSession, string? Workspace, string? GivenRepository, string? GivenCommit, RepositoryId Place,
        string CommitName, BitbucketSession Session, BitbucketClient Client)
    {
        public List<FindingSet> Sets { get; } = [];
    }
}
