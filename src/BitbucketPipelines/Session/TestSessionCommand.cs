using System.Management.Automation;
using BitbucketPipelines.Api;

namespace BitbucketPipelines.Commands;

/// <summary>Tests the session: the credentials, and access to the repository and its runs.</summary>
/// <remarks>
/// <para>Returns $true or $false, and a warning that says why it is $false. With -Detailed it returns one object for each check, including
/// the granted scopes and whether they are sufficient for each group of cmdlets. Missing scopes alone do not make the result $false.</para>
/// <para>A failed check has a recommendation and one of these reasons: invalid_credentials (401), invalid_permissions (403), no_resources
/// (404) or connection_failed.</para>
/// </remarks>
/// <example>
/// <code>if (-not (Test-BbSession)) { throw 'No access to Bitbucket' }</code>
/// <para>Ends a script at once if there is no access.</para>
/// </example>
/// <example>
/// <code>Test-BbSession -Detailed | Where-Object Status -eq Failed | Format-List</code>
/// <para>Shows the failed checks, their reasons, and how to fix them.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "BbSession")]
[OutputType(typeof(bool), typeof(SessionCheck))]
public sealed class TestSessionCommand : RepositoryCmdlet
{
    /// <summary>Returns one object for each check instead of a Boolean.</summary>
    [Parameter]
    public SwitchParameter Detailed { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (SessionOrNull is not { } session)
        {
            Write([SessionTester.NotConnected()]);
            return;
        }

        PlaceParameters words = GetPlaceParameters(null, false);
        PlaceFinder finder = NewFinder();
        RepositoryId? repository = finder.Repository(words);
        string? workspace = repository?.Workspace ?? finder.Workspace(words);
        CheckPiped(finder.Piped);
        Start((client, token) => new SessionTester(client, session).RunAsync(workspace, repository, token), Write);
    }

    private void Write(IReadOnlyList<SessionCheck> checks)
    {
        if (Detailed)
        {
            WriteObjects(checks);
            return;
        }

        // Missing scopes do not count: a read-only token is valid.
        SessionCheck[] failed = [.. checks.Where(c => c.Status == "Failed" && !c.Check.StartsWith("Scopes", StringComparison.Ordinal))];
        foreach (SessionCheck check in failed)
        {
            WriteVerbose($"{check.Check}: {check.Reason}. {check.Message} {check.Recommendation}");
        }

        if (failed.Length > 0)
        {
            WriteWarning($"{failed[0].Message} {failed[0].Recommendation} To see all checks: Test-BbSession -Detailed");
        }

        WriteObject(failed.Length == 0);
    }
}
