using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Settings;

namespace BitbucketPipelines.Commands;

/// <summary>Creates a deployment environment.</summary>
/// <remarks>
/// A name can be taken once in a repository. Where there is an environment of that name and type already, it is written as it is, so that
/// a script can be run again; one of another type is an error. When the answer to the request is lost it is not sent again: it is looked
/// whether the environment is there.
/// </remarks>
/// <example>
/// <code>New-BbEnvironment Europe Production</code>
/// <para>Creates a production environment of the session's repository, and writes it.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository 'web-*' | New-BbEnvironment -Name Preview -EnvironmentType Staging</code>
/// <para>The same environment in many repositories.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "BbEnvironment", SupportsShouldProcess = true)]
[OutputType(typeof(DeploymentEnvironment))]
public sealed class NewEnvironmentCommand : RepositoryCmdlet
{
    private static readonly string[] s_types = ["Test", "Staging", "Production"];

    /// <summary>The name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Environment")]
    [ValidateNotNullOrEmpty]
    [RefuseEmpty]
    public string Name { get; set; } = "";

    /// <summary>The type: Test, Staging or Production. It cannot be changed later.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateSet("Test", "Staging", "Production")]
    public string EnvironmentType { get; set; } = "";

    /// <inheritdoc/>
    private protected override object? FailureTarget => Name;

    /// <inheritdoc/>
    protected override void Process()
    {
        RepositoryId repository = Target;
        // The server wants the word as it writes it itself.
        string type = s_types.First(t => string.Equals(t, EnvironmentType, StringComparison.OrdinalIgnoreCase));
        if (!ShouldProcess($"{Name} ({type}) in {repository}", "Create environment"))
        {
            return;
        }

        BitbucketSession session = CurrentSession;
        var body = new EnvironmentBody { Name = Name, EnvironmentType = new EnvironmentKind { Name = type } };
        (DeploymentEnvironment environment, bool wasThere) = Await(
            token => EnvironmentEditor.CreateAsync(Client, repository, body, token),
            e => ErrorRecords.EnvironmentNotCreated(e, session, repository, Name));
        if (wasThere && environment.Name != Name)
        {
            WriteWarning($"{repository} has the environment under the name '{environment.Name}'. Nothing was created.");
        }
        else if (wasThere)
        {
            WriteVerbose($"{repository} has an environment '{Name}' of the type {type} already. It is unchanged.");
        }

        WriteObject(environment);
    }
}
