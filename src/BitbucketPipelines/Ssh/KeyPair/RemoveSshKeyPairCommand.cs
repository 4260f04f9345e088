using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;

namespace BitbucketPipelines.Commands;

/// <summary>Removes the SSH key pair of a repository.</summary>
/// <remarks>Builds have no SSH identity afterwards. Asks for confirmation, because the private key cannot be restored, unless -Force is
/// specified.</remarks>
/// <example>
/// <code>Remove-BbSshKeyPair</code>
/// <para>Removes the key pair of the session's repository, after confirmation.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository 'old-*' | Remove-BbSshKeyPair -Force -ErrorAction SilentlyContinue</code>
/// <para>Removes the key pairs of several repositories, and ignores repositories without one.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "BbSshKeyPair", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(ChangeResult))]
public sealed class RemoveSshKeyPairCommand : SshKeyPairCmdlet
{
    /// <summary>Returns a result for each repository; with -WhatIf, the plan.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Process() => AddChange(
        Errors.KeyPairNeverEnabled,
        (repository, client, existing) =>
        {
            if (existing is null)
            {
                DeferError(Errors.KeyPairNotFound(repository));
                return null;
            }

            return new PlannedWrite(
                ItemAction.Remove, $"Remove SSH key pair ({existing.KeyType} {existing.Fingerprint})", repository.ToString(),
                async token =>
                {
                    await client.SendAsync(KeyPairs.Delete(repository), token).ConfigureAwait(false);
                    return null;
                });
        },
        checksRepository: true);

    /// <inheritdoc/>
    protected override void Finish() => ChangeAll(BulkOptions with { SuppressRows = !PassThru, IsHighImpact = true });
}
