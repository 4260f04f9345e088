using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines;

/// <content>Of variables and their files.</content>
internal static partial class ErrorRecords
{
    public static ErrorRecord EnvironmentNotFound(string wanted, RepositoryId repository, IReadOnlyList<DeploymentEnvironment> all) => Make(
        "EnvironmentNotFound", ErrorCategory.ObjectNotFound, wanted, $"{repository} has no environment '{wanted}'.",
        all.Count == 0 ? "It has none." : $"It has: {string.Join(", ", all.Select(e => e.Name))}.");

    public static ErrorRecord VariableNotFound(string name, VariableScope scope, string? alike) => Make(
        "VariableNotFound", ErrorCategory.ObjectNotFound, name, $"There is no variable '{name}' in {scope}.",
        alike is null ? "" : $"There is '{alike}': names are case-sensitive.");

    public static ErrorRecord SameScope(string place) => Make(
        "SameScope", ErrorCategory.InvalidArgument, place, $"{place} is the source: it cannot be the target too.", "Name another target.");

    public static ErrorRecord ValueRequired(VariableResult result) => Make(
        "ValueRequired", ErrorCategory.InvalidArgument, result.Name, $"Variable '{result.Name}' in {result.Target} was not set. {result.Reason}", "Give -Value or -SecureValue.");

    public static ErrorRecord VariableFailed(VariableResult result, BitbucketSession? session) => result.Failure is not null
        ? ItemFailed(result, "variable", session)
        : Make("VariableFailed", ErrorCategory.InvalidOperation, result, FailureText(result, "variable"), "");

    /// <summary>All that breaks a rule of Bitbucket, in one error: nothing was written.</summary>
    public static ErrorRecord VariableLimits(VariableScope scope, IReadOnlyList<VariableProblem> problems) => Make(
        "VariableLimits", ErrorCategory.InvalidArgument, scope.ToString(),
        $"Nothing was written to {scope}: {string.Join(" ", problems.Select(p => p.Line > 0 ? $"Line {p.Line}: {p.Message}" : p.Message))}",
        "Names have ASCII letters, digits and underscores, and no digit first. Values have no line breaks: encode them as base64. Names and values of a scope together have 120,000 characters at most.");

    public static ErrorRecord InvalidFile(string path, Exception e) => Make(
        e, "InvalidVariableFile", ErrorCategory.InvalidData, path, $"{path}: {e.Message}", "Nothing was written. Mend the file and run it again.");

    public static ErrorRecord CannotWrite(string path, Exception e) => Make(
        e, "CannotWriteFile", ErrorCategory.WriteError, path, $"{path} cannot be written: {e.Message}", "Check the folder and the permissions.");

    public static ErrorRecord FileExists(string path) => Make(
        "FileExists", ErrorCategory.ResourceExists, path, $"{path} exists.", "Leave -NoClobber out to replace it.");

    public static ErrorRecord NoSecretManagement() => Make(
        "SecretManagementMissing", ErrorCategory.NotInstalled, null, "-SecuredPolicy FromVault needs the module Microsoft.PowerShell.SecretManagement.",
        "Install it (Install-PSResource Microsoft.PowerShell.SecretManagement) and register a vault.");
}
