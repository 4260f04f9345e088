using System.Management.Automation;
using BitbucketPipelines.Api;

namespace BitbucketPipelines.Commands;

/// <summary>Tests whether the session works: credentials, access to the repository and to its runs.</summary>
/// <remarks>
/// <para>Writes True or False. With -Detailed it writes one row for each check, among them the granted scopes and whether they suffice for
/// each group of cmdlets. Missing scopes do not make the answer False.</para>
/// <para>A check that failed has one of the reasons invalid_credentials (401), invalid_permissions (403), no_resources (404) and
/// connection_failed, and a recommendation.</para>
/// </remarks>
/// <example>
/// <code>if (-not (Test-BbSession)) { throw 'No access to Bitbucket' }</code>
/// <para>Ends a script at its beginning when there is no access.</para>
/// </example>
/// <example>
/// <code>Test-BbSession -Detailed | Where-Object Status -eq Failed | Format-List</code>
/// <para>Shows what does not work, why, and what to do.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "BbSession")]
[OutputType(typeof(bool), typeof(SessionCheck))]
public sealed class TestSessionCommand : RepositoryCmdlet
{
    /// <summary>Writes one row for each check in place of a Boolean.</summary>
    [Parameter]
    public SwitchParameter Detailed { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        IReadOnlyList<SessionCheck> checks = FoundSession is { } session ? Run(session) : [SessionTester.NotConnected()];
        if (Detailed)
        {
            WriteObject(checks, enumerateCollection: true);
            return;
        }

        // Scopes are told apart in the details: a token that may only read is no broken one.
        SessionCheck[] failed = [.. checks.Where(c => c.Status == "Failed" && !c.Check.StartsWith("Scopes", StringComparison.Ordinal))];
        foreach (SessionCheck check in failed)
        {
            WriteVerbose($"{check.Check}: {check.Reason}. {check.Message} {check.Recommendation}");
        }

        WriteObject(failed.Length == 0);
    }

    private IReadOnlyList<SessionCheck> Run(BitbucketSession session)
    {
        PlaceWords words = Words(null, false);
        PlaceFinder finder = NewFinder();
        RepositoryId? repository = finder.Repository(words);
        string? workspace = repository?.Workspace ?? finder.Workspace(words);
        CheckPiped(finder.Piped);
        var tester = new SessionTester(Client, session);
        return Await(token => tester.RunAsync(workspace, repository, token));
    }
}
