using System.Collections;
using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Runs;
using BitbucketPipelines.Api.Yaml;
using BitbucketPipelines.Completion;
using BitbucketPipelines.Output;

namespace BitbucketPipelines.Commands;

/// <summary>Checks a bitbucket-pipelines.yml before anything runs.</summary>
/// <remarks>
/// <para>Checks files, text from the pipeline, or the file of a repository. Returns a finding for each problem, with line and column, and
/// nothing for a file without problems. Checked are the syntax, keys and types of values, names and variables of custom pipelines and
/// their allowed values, caches and services that are used, and limits. Anchors, aliases and merges are resolved. Pipelines that are
/// imported from other repositories are named and not read.</para>
/// <para>An Error is what Bitbucket refuses, a Warning what is probably not meant. In a build system, findings are annotations of the build
/// as well: see -CiFormat. No session is needed to check files and text.</para>
/// </remarks>
/// <example>
/// <code>Test-BbPipelineYaml ./bitbucket-pipelines.yml -FailOnError -ErrorAction Stop</code>
/// <para>Ends a build with an error if Bitbucket would refuse the file.</para>
/// </example>
/// <example>
/// <code>Get-Content ./bitbucket-pipelines.yml | Test-BbPipelineYaml</code>
/// <para>Checks text from the pipeline.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository | Test-BbPipelineYaml | Where-Object Severity -EQ Error</code>
/// <para>Checks the files on the main branches of all repositories of the workspace.</para>
/// </example>
/// <example>
/// <code>Test-BbPipelineYaml -Branch feature/log-view -Online</code>
/// <para>Checks the file on a branch with the schema that Bitbucket publishes.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "BbPipelineYaml", DefaultParameterSetName = "Branch")]
[OutputType(typeof(PipelineYamlFinding))]
public sealed class TestPipelineYamlCommand : PipelineFileCmdlet
{
    /// <summary>An object with one of these says of which repository the file is meant, or of which branch.</summary>
    private static readonly string[] s_places = ["Repository", "RepoSlug", "Slug", "Workspace", "Branch"];

    private readonly List<string> _lines = [];
    private string? _linesPath;
    private Schema _schema = SchemaReader.Facts;
    private CiLogWriter? _annotations;
    private int _errors;

    /// <summary>Files. Wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Path")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Path { get; set; }

    /// <summary>Files, taken literally.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "LiteralPath")]
    [Alias("PSPath")]
    [ValidateNotNullOrEmpty]
    public string[]? LiteralPath { get; set; }

    /// <summary>
    /// The YAML: a text, or lines from Get-Content. A piped file is read, and of a piped repository its file on the main branch.
    /// </summary>
    [Parameter(ValueFromPipeline = true)]
    [Alias("Yaml")]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public PSObject? InputObject { get; set; }

    /// <summary>
    /// Compares the file with the schema that Bitbucket publishes, which may be newer than this module. It is read without credentials. If
    /// that fails, a warning says so, and the facts of the module are used.
    /// </summary>
    [Parameter]
    public SwitchParameter Online { get; set; }

    /// <summary>
    /// Ends with the error PipelineYamlInvalid if there is a finding of the severity Error, after all findings. With -ErrorAction Stop, the
    /// error ends the script, and <c>pwsh -File</c> has the exit code 1.
    /// </summary>
    [Parameter]
    public SwitchParameter FailOnError { get; set; }

    /// <summary>
    /// The build system to write annotations for. The default is Auto: the one that the command runs in. None writes no annotations.
    /// </summary>
    [Parameter]
    public CiFormat CiFormat { get; set; } = CiFormat.Auto;

    /// <inheritdoc/>
    private protected override CiHost ChosenHost => CiFormat.ToHost();

    /// <inheritdoc/>
    private protected override bool NeedsSession => false;

    /// <inheritdoc/>
    protected override void Begin()
    {
        _annotations = new CiLogWriter(CiFormat.ToHost(), WriteHostLine);
        if (!Online)
        {
            return;
        }

        BitbucketClient client = ClientOf(SessionOrNull ?? SessionStore.Anonymous());
        (Schema? published, string? problem) = Await(token => PipelineYaml.ReadSchemaAsync(client, token));
        _schema = published ?? _schema;
        if (published is null)
        {
            WriteWarning($"The published schema cannot be read, so the facts of this module are used. {problem}");
        }
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        object? input = InputObject?.BaseObject;
        if ((Path ?? LiteralPath) is { } paths)
        {
            foreach (string path in paths)
            {
                Guard(() => CheckFiles(path), path);
            }
        }
        else if (input is string text)
        {
            Collect(text);
        }
        else if (input is byte[] bytes)
        {
            Write(PipelineYaml.Check(bytes, _schema, Place(null)));
        }
        else if (input is IList list && list.Cast<object?>().All(line => ValueText.Unwrap(line) is string))
        {
            CheckLines();
            Write(PipelineYaml.Check(string.Join("\n", list.Cast<object>()), _schema, Place(null)));
        }
        else if (input is FileSystemInfo file)
        {
            Guard(() => CheckFile(file.FullName), file.FullName);
        }
        else if (input is null || PipelineInput.HasProperty(this, s_places))
        {
            CheckRepository();
        }
        else
        {
            throw new ErrorRecordException(Errors.NotPipelineYaml(input));
        }
    }

    /// <inheritdoc/>
    protected override void Finish()
    {
        CheckLines();
        if (FailOnError && _errors > 0)
        {
            DeferError(Errors.PipelineYamlInvalid(_errors));
        }
    }

    /// <summary>Takes a line, or a whole text, which has line breaks.</summary>
    private void Collect(string text)
    {
        string? path = InputObject?.Properties["PSPath"]?.Value is string from
            && FilePaths.TryResolve(SessionState.Path, from) is { } file ? ShownPath(file) : null;
        bool isWhole = text.IndexOf('\n') >= 0;
        if (isWhole || path != _linesPath || InputObject?.Properties["ReadCount"]?.Value is 1L)
        {
            CheckLines();
        }

        _linesPath = path;
        _lines.Add(text);
        if (isWhole)
        {
            CheckLines();
        }
    }

    private void CheckLines()
    {
        if (_lines.Count > 0)
        {
            Write(PipelineYaml.Check(string.Join("\n", _lines), _schema, Place(_linesPath)));
            _lines.Clear();
        }
    }

    private void CheckFiles(string path)
    {
        if (Path is null || !WildcardPattern.ContainsWildcardCharacters(path))
        {
            CheckFile(FilePaths.Resolve(SessionState.Path, path, terminating: false));
            return;
        }

        IReadOnlyList<string> found = FilePaths.Find(SessionState.Path, path, terminating: false);
        if (found.Count == 0)
        {
            throw new ErrorRecordException(Errors.PipelineFileNotFound(path, isFolder: false));
        }

        foreach (string file in found)
        {
            Guard(() => CheckFile(file), file);
        }
    }

    private void CheckFile(string path)
    {
        if (!File.Exists(path))
        {
            throw new ErrorRecordException(Errors.PipelineFileNotFound(path, Directory.Exists(path)));
        }

        Write(PipelineYaml.Check(TextFiles.ReadStart(path, CustomPipelines.LongestFile), _schema, Place(ShownPath(path))));
    }

    private void CheckRepository()
    {
        RepositoryId repository = TargetRepository;
        Schema schema = _schema;
        StartReading(
            repository,
            read =>
            {
                IReadOnlyList<PipelineYamlFinding> findings = read?.Content is { } content
                    ? PipelineYaml.Check(content, schema, Place(CustomPipelines.FileName) with
                    {
                        Workspace = repository.Workspace,
                        Repository = repository.Slug,
                        Branch = read.Version.Branch,
                        Tag = read.Version.Tag,
                        Commit = read.Version.Commit,
                    })
                    : throw new ErrorRecordException(Errors.PipelineFileNotFound(repository, read));
                Write(findings);
                if (IsBare)
                {
                    WriteHost(BareText(repository, read!.Version.Branch, findings.Count));
                }
            });
    }

    private bool IsBare => !MyInvocation.ExpectingInput && Repository is null && Branch is null && Tag is null && Commit is null;

    /// <summary>Nobody named a file: says which one was checked, and how the one in the current folder is.</summary>
    private string BareText(RepositoryId repository, string? branch, int count)
    {
        string local = System.IO.Path.Combine(SessionState.Path.CurrentFileSystemLocation.ProviderPath, CustomPipelines.FileName);
        return $"Checked {CustomPipelines.FileName} of {repository}{(branch is null ? "" : $" on {branch}")}: "
            + $"{(count == 0 ? "no findings" : Counted.Of(count, "finding"))}."
            + (File.Exists(local) ? $" To check the file in this folder: Test-BbPipelineYaml ./{CustomPipelines.FileName}" : "");
    }

    private void Write(IReadOnlyList<PipelineYamlFinding> findings)
    {
        ExpectObjects(findings);
        foreach (PipelineYamlFinding finding in findings)
        {
            _errors += finding.Severity == YamlProblem.Error ? 1 : 0;
            _annotations!.Finding(
                finding.Severity, finding.Path, finding.Line, finding.Column, finding.Rule, finding.Message);
            WriteObject(finding);
        }
    }

    private static PipelineYamlFinding Place(string? path) => new("", "", 1, 1, "") { Path = path };

    /// <summary>A path below the current folder is shown from there, as annotations of build systems need it.</summary>
    private string ShownPath(string path)
    {
        string folder = SessionState.Path.CurrentFileSystemLocation.ProviderPath.TrimEnd('/', '\\');
        return path.Length > folder.Length + 1 && path.StartsWith(folder, StringComparison.Ordinal) && path[folder.Length] is ('/' or '\\')
            ? path.Substring(folder.Length + 1)
            : path;
    }
}
