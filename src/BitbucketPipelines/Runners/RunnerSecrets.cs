using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Security;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines;

/// <summary>
/// The secrets of runners that New-BbRunner returned, for the hidden property ClientSecret. The property is
/// hidden, so that it is not written to JSON, CSV or XML.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class RunnerSecrets
{
    private static readonly ConditionalWeakTable<Runner, SecureString> s_secrets = new();

    /// <summary>The secret of a runner; null unless New-BbRunner returned this object.</summary>
    public static SecureString? Find(Runner? runner) =>
        runner is not null && s_secrets.TryGetValue(runner, out SecureString? secret) ? secret : null;

    /// <summary>Keeps the secret as long as the object exists.</summary>
    internal static void Keep(Runner runner, string secret) => s_secrets.Add(runner, Secrets.Protect(secret));
}
