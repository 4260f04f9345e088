using System.Management.Automation;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines.Commands;

/// <summary>Makes the variables of other scopes equal to those of one.</summary>
/// <remarks>
/// Like Copy-BbVariable; with -Prune, what the target has besides is removed, after a question that -Force answers. A secured variable
/// whose value is not given stays as it is in the target, and its row is Skipped; what the source has secured is never removed there.
/// </remarks>
/// <example>
/// <code>Sync-BbVariable -Environment Staging -ToEnvironment Production -Prune -WhatIf</code>
/// <para>Shows what would be created, updated and removed.</para>
/// </example>
/// <example>
/// <code>Sync-BbVariable -Repository widgets -ToRepository acme-eu/widgets -ToSession $eu -Prune -Force -SecureValue @{ DB_PASSWORD =
/// $password }</code>
/// <para>To another workspace with another account, without a question.</para>
/// </example>
[Cmdlet(VerbsData.Sync, "BbVariable", SupportsShouldProcess = true)]
[OutputType(typeof(VariableResult))]
public sealed class SyncVariableCommand : VariableTransferCmdlet;
