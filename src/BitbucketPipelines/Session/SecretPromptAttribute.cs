using System.Management.Automation;

namespace BitbucketPipelines;

/// <summary>
/// Turns a user name into credentials by asking for the secret, as the Credential attribute of PowerShell does, but says which secret is
/// wanted and where it is made: the password of an account is of no use.
/// </summary>
/// <param name="secret">What is asked for.</param>
/// <param name="message">Which secret is wanted, and where to create it.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SecretPromptAttribute(string secret, string message) : ArgumentTransformationAttribute
{
    /// <summary>Which token is wanted, and where it is created.</summary>
    public const string Token =
        "User: the e-mail address of the Atlassian account. Password: an API token with scopes, not the password of the account. Create "
            + "one at https://id.atlassian.com/manage-profile/security/api-tokens ('Create API token with scopes', Bitbucket).";

    /// <summary>Which secret is wanted, and where it is.</summary>
    public const string Consumer =
        "User: the key of the OAuth consumer. Password: its secret. Both are on the web page of the workspace, under Workspace settings, "
            + "OAuth consumers.";

    /// <inheritdoc/>
    public override bool TransformNullOptionalParameters => true;

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (value is null or string)
        {
#pragma warning disable RS0030 // A question of fixed words.
            return engineIntrinsics.Host.UI?.PromptForCredential(secret, message, value as string ?? "", "");
#pragma warning restore RS0030
        }

        return inputData;
    }
}
