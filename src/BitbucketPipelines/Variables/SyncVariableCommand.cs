using System.Management.Automation;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines.Commands;

/// <summary>Makes the variables of other scopes equal to those of a source.</summary>
/// <remarks>
/// Works like Copy-BbVariable. With -Prune, variables that only the target has are removed, after confirmation unless -Force is specified.
/// A secured variable without a specified value stays as it is in the target, and its row is Skipped. A variable that is secured in the
/// source is never removed from the target.
/// </remarks>
/// <example>
/// <code>Sync-BbVariable -Environment Staging -ToEnvironment Production -Prune -WhatIf</code>
/// <para>Shows which variables would be created, updated and removed.</para>
/// </example>
/// <example>
/// <code>Sync-BbVariable -Repository widgets -ToRepository acme-eu/widgets -ToSession $eu -Prune -Force -SecureValue @{
///     DB_PASSWORD = $password
/// }</code>
/// <para>Synchronizes with another workspace, using another account, without confirmation.</para>
/// </example>
[Cmdlet(VerbsData.Sync, "BbVariable", SupportsShouldProcess = true)]
[OutputType(typeof(VariableResult))]
public sealed class SyncVariableCommand : VariableTransferCmdlet;
