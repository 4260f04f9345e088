using System.Management.Automation;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines.Commands;

/// <summary>Copies variables from one scope to others: repositories, environments, workspaces, accounts.</summary>
/// <remarks>
/// The source is named by -Repository, -Environment, -WorkspaceScope as everywhere, the targets by -To...; targets can be piped in. What
/// the targets have besides is left alone. Values of secured variables cannot be read: -SecureValue and -SecuredPolicy say where they
/// come from, and each one without a value has a row that says so: it is Skipped, whether the target has one of that name or not. Running
/// it again does what is left to do, and nothing twice.
/// </remarks>
/// <example>
/// <code>Copy-BbVariable -Repository template -ToRepository web-shop, web-admin</code>
/// <para>From one repository to two others.</para>
/// </example>
/// <example>
/// <code>Copy-BbVariable -Environment Staging -ToEnvironment Production -Exclude 'DEBUG*' -WhatIf</code>
/// <para>Shows what a copy from one environment to another would do.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository 'web-*' | Copy-BbVariable -Repository template -SecuredPolicy FromVault -Vault Pipelines</code>
/// <para>To many repositories; secrets come from a vault.</para>
/// </example>
[Cmdlet(VerbsCommon.Copy, "BbVariable", SupportsShouldProcess = true)]
[OutputType(typeof(VariableResult))]
public sealed class CopyVariableCommand : VariableTransferCmdlet;
