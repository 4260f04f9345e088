using System.Management.Automation;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines.Commands;

/// <summary>Copies variables from one scope to others: repositories, environments, workspaces, accounts.</summary>
/// <remarks>
/// -Repository, -Environment and -WorkspaceScope specify the source, as with other cmdlets. The parameters that begin with -To specify the
/// targets, which can also be piped. Other variables of the targets do not change. Values of secured variables cannot be read:
/// -SecureValue and -SecuredPolicy specify where they come from. A secured variable without a value is Skipped, whether the target has a
/// variable of that name or not, and its row gives the reason. If the cmdlet was interrupted, run it again: it does only what is left to
/// do.
/// </remarks>
/// <example>
/// <code>Copy-BbVariable -Repository template -ToRepository web-shop, web-admin</code>
/// <para>Copies the variables of one repository to two others.</para>
/// </example>
/// <example>
/// <code>Copy-BbVariable -Environment Staging -ToEnvironment Production -Exclude 'DEBUG*' -WhatIf</code>
/// <para>Shows what a copy from one environment to another would do.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository 'web-*' | Copy-BbVariable -Repository template -SecuredPolicy FromVault -Vault Pipelines</code>
/// <para>Copies to many repositories, with secrets from a vault.</para>
/// </example>
[Cmdlet(VerbsCommon.Copy, "BbVariable", SupportsShouldProcess = true)]
[OutputType(typeof(VariableResult))]
public sealed class CopyVariableCommand : VariableTransferCmdlet;
