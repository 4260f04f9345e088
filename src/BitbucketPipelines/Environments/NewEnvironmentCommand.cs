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
        RepositoryId repository = TargetRepository;
        // The server expects the exact case.
        string type = s_types.First(t => string.Equals(t, EnvironmentType, StringComparison.OrdinalIgnoreCase));
        var body = new EnvironmentBody { Name = Name, EnvironmentType = new EnvironmentKind { Name = type } };
        if (IsWhatIf && Await(token => EnvironmentEditor.FindAsync(Client, repository, Name, token)) is { } there)
        {
            if (!EnvironmentEditor.IsSameType(there, body))
            {
                throw new ErrorRecordException(Errors.EnvironmentExists(repository, Name, there));
            }

            Write(repository, there, wasThere: true, type);
            return;
        }

        if (ShouldProcess($"{Name} ({type}) in {repository}", "Create environment"))
        {
            BitbucketSession session = CurrentSession;
            (DeploymentEnvironment environment, bool wasThere) = Await(
                token => EnvironmentEditor.CreateAsync(Client, repository, body, token),
                e => Errors.EnvironmentNotCreated(e, session, repository, Name));
            Write(repository, environment, wasThere, type);
        }
    }

    private void Write(RepositoryId repository, DeploymentEnvironment environment, bool wasThere, string type)
    {
        if (wasThere && environment.Name != Name)
        {
            WriteWarning($"{repository} has this environment already, under the name '{environment.Name}'. Nothing was created.");
        }
        else if (wasThere)
        {
            WriteVerbose($"{repository} has an environment '{Name}' of the type {type} already. It is unchanged.");
        }

        WriteObject(environment);
    }
}
