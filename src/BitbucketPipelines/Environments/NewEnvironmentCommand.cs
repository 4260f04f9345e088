using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Settings;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Creates a deployment environment.</summary>
/// <remarks>
/// The names of environments are unique in a repository. When an environment of that name and type exists already, the cmdlet returns it
/// unchanged, so that a script can be run again; one of another type is an error. When the response is lost, the request is not sent
/// again: the cmdlet checks whether the environment was created.
/// </remarks>
/// <example>
/// <code>New-BbEnvironment Europe Production</code>
/// <para>Creates a production environment in the session's repository, and returns it.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository 'web-*' | New-BbEnvironment -Name Preview -EnvironmentType Staging</code>
/// <para>Creates the same environment in several repositories.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "BbEnvironment", SupportsShouldProcess = true)]
[OutputType(typeof(DeploymentEnvironment))]
public sealed class NewEnvironmentCommand : RepositoryCmdlet
{
    private static readonly string[] s_types = ["Test", "Staging", "Production"];

    private readonly List<PlaceChange> _changes = [];

    /// <summary>The name.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [MustSpecify]
    [Alias("Environment", "Env")]
    [ValidateNotNullOrEmpty]
    [RefuseEmpty]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string Name { get; set; } = "";

    /// <summary>The type: Test, Staging or Production. It cannot be changed later.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [MustSpecify]
    [Alias("Type")]
    [ValidateSet("Test", "Staging", "Production")]
    public string EnvironmentType { get; set; } = "";

    /// <inheritdoc/>
    private protected override object? FailureTarget => Name;

    /// <inheritdoc/>
    protected override void Process()
    {
        (RepositoryId repository, BitbucketClient client, BitbucketSession session) = (TargetRepository, Client, CurrentSession);
        // The server expects the exact case.
        string type = s_types.First(t => string.Equals(t, EnvironmentType, StringComparison.OrdinalIgnoreCase));
        var body = new EnvironmentBody { Name = Name, EnvironmentType = new EnvironmentKind { Name = type } };
        DeploymentEnvironment? there = null;
        _changes.Add(new PlaceChange("environment", Name, repository.Workspace, repository.Slug, session, Plan)
        {
            FailureTarget = body.Name,
            Key = Name,
            // In earnest the server says whether the name is taken.
            Read = IsWhatIf
                ? async token => there = await EnvironmentEditor.FindAsync(client, repository, body.Name, token).ConfigureAwait(false)
                : null,
            IsReadForPlanOnly = true,
        });

        PlannedWrite Plan()
        {
            string target = $"{body.Name} ({type}) in {repository}";
            // The server refuses the name, and the list then shows the environment that has it.
            const int Refused = 2;
            return there is not null && EnvironmentEditor.IsSameType(there, body)
                ? PlannedWrite.Unchanged("Keep environment", target, there) with { RequestsToKeep = Refused }
                : new PlannedWrite(ItemAction.Create, "Create environment", target, CreateAsync)
                {
                    Map = e => Errors.EnvironmentNotCreated(e, session, repository, body.Name),
                    RequestsToKeep = Refused,
                    Refusal = there is null ? null : Errors.EnvironmentExists(repository, body.Name, there),
                };
        }

        async Task<object?> CreateAsync(CancellationToken cancellationToken)
        {
            (DeploymentEnvironment made, bool wasThere) = await EnvironmentEditor.CreateAsync(client, repository, body, cancellationToken)
                .ConfigureAwait(false);
            if (!wasThere)
            {
                return made;
            }

            Post(() => ReportExisting(repository, body.Name, type, made));
            return new AlreadyThere(made);
        }
    }

    /// <inheritdoc/>
    protected override void Finish() => ChangePlaces(_changes, new BulkOptions("environment", ThrottleLimit) { WritesItemOnly = true });

    private void ReportExisting(RepositoryId repository, string name, string type, DeploymentEnvironment existing)
    {
        if (existing.Name != name)
        {
            WriteWarning($"{repository} has this environment already, under the name '{existing.Name}'. Nothing was created.");
        }
        else
        {
            WriteVerbose($"{repository} has an environment '{name}' of the type {type} already. It is unchanged.");
        }
    }
}
