using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines;

/// <content>Of variables and their files.</content>
internal static partial class ErrorRecords
{
    public static ErrorDescription EnvironmentNotFound(
        string wanted, RepositoryId repository, IReadOnlyList<DeploymentEnvironment> all) => new(
        ErrorId.EnvironmentNotFound, wanted, $"{repository} has no environment '{wanted}'.",
        all.Count == 0 ? "It has none." : $"It has: {string.Join(", ", all.Select(e => e.Name))}.");

    public static ErrorDescription VariableNotFound(string name, VariableScope scope, string? alike) => new(
        ErrorId.VariableNotFound, name, $"There is no variable '{name}' in {scope}.",
        alike is null
            ? "Look at the spelling: names are case-sensitive. Get-BbVariable lists what there is."
            : $"There is '{alike}': names are case-sensitive.");

    public static ErrorDescription SameScope(string place) => new(
        ErrorId.SameScope, place, $"{place} is the source: it cannot be the target too.", "Name another target.");

    public static ErrorDescription ValueRequired(VariableResult result) => new(
        ErrorId.ValueRequired, result.Name,
        $"Variable '{result.Name}' in {result.Target} was not set. {result.Reason}", "Give -Value or -SecureValue.");

    public static ErrorDescription VariableFailed(VariableResult result, BitbucketSession? session) => result.Failure is not null
        ? ItemFailed(result, "variable", session)
        : new(ErrorId.VariableFailed, result, FailureText(result, "variable"),
            "Give it a value: in the file, or a secured one with -SecureValue or -SecuredPolicy.");

    /// <summary>All that breaks a rule of Bitbucket, in one error: nothing was written.</summary>
    public static ErrorDescription VariableLimits(VariableScope scope, IReadOnlyList<VariableProblem> problems) => new(
        ErrorId.VariableLimits, scope.ToString(),
        $"Nothing was written to {scope}: {string.Join(" ", problems.Select(p => p.Line > 0 ? $"Line {p.Line}: {p.Message}" : p.Message))}",
        "Names have ASCII letters, digits and underscores, and no digit first. Values have no line breaks: encode them as base64. Names "
            + "and values of a scope together have 120,000 characters at most.");

    public static ErrorDescription InvalidFile(string path, Exception e) => new(
        e, ErrorId.InvalidVariableFile, path, $"{path}: {e.Message}",
        "Nothing was written. Correct the file and run it again.");

    /// <summary>The bytes of a file are not text in the encoding in which it is read.</summary>
    public static ErrorDescription InvalidEncoding(string path, FileTextException e, bool hasParameter) => new(
        e, ErrorId.InvalidEncoding, path,
        $"{path}, {e.Message}{(hasParameter && e.Encoding is { } encoding ? $" Say so with -Encoding {encoding}." : "")}",
        "Nothing was written. Save the whole file as UTF-8 and run it again.");

    public static ErrorDescription NothingToImport(string path, string why) => new(
        ErrorId.NothingToImport, path, $"{path} {why}", "Check that it is the right file, and how it was saved.");

    public static ErrorDescription ValueIsNull(string name) => new(
        ErrorId.EmptyArgument, name,
        $"The value of '{name}' is null or, as a secret, empty: the variable that was to give it is not set.",
        "Give the value. A plain variable can be empty: Set-BbVariable NAME ''.");

    /// <summary>A name, and nothing that it is to be set to.</summary>
    public static ErrorDescription ValueNotGiven(string name) => new(
        ErrorId.ValueRequired, name, $"No value is given for '{name}'.", "Give -Value or -SecureValue.");

    /// <summary>A format that cannot say of which place a variable is.</summary>
    public static ErrorDescription SeveralPlaces(string path, VariableFormat format, IEnumerable<VariableScope> places) => new(
        ErrorId.SeveralPlaces, path,
        $"{path} cannot hold the variables of several places ({string.Join(", ", places)}): a file of the format {format} does not say of "
            + "which a variable is.",
        "Nothing was written. Use a .csv or .json file, or a file for each: Get-BbRepository | ForEach-Object { Export-BbVariable "
            + "\"./$($_.Slug).env\" -Repository $_.FullName }");

    public static ErrorDescription NoPlaceInFile(string path, VariableScope place) => new(
        ErrorId.SeveralPlaces, path,
        $"{path} cannot say that a variable is one of {place}, beside those of other places.",
        "Nothing was written. Give the variables of teams and users a file of their own.");

    /// <summary>One target is given, and the file names several places.</summary>
    public static ErrorDescription SeveralSources(string path, IReadOnlyCollection<string> places) => new(
        ErrorId.SeveralPlaces, path,
        $"{path} holds variables of several places "
            + $"({string.Join(", ", places.Take(5))}{(places.Count > 5 ? $" and {places.Count - 5} more" : "")}), and one target is given "
            + "for all of them.",
        "Nothing was written. Leave -Repository, -Environment and -WorkspaceScope out: each variable then goes where the file says, or "
            + "with -Workspace to the same place of another workspace.");

    public static ErrorDescription FileOfOtherWorkspace(string path, string workspace, string own) => OtherWorkspace(
        $"{path} holds variables of the workspace {workspace}, and the session is one of {own}.",
        $"Give -Workspace {own} to write them to the same places there, or -Workspace {workspace} to write them where they come from.",
        path);

    public static ErrorDescription CannotWrite(string path, Exception e) => new(
        e, ErrorId.CannotWriteFile, path, $"{path} cannot be written: {e.Message}",
        "Check the folder and the permissions.");

    public static ErrorDescription FileExists(string path) => new(
        ErrorId.FileExists, path, $"{path} exists.", "Leave -NoClobber out to replace it.");

    public static ErrorDescription NoSecretManagement() => new(
        ErrorId.SecretManagementMissing, null,
        "-SecuredPolicy FromVault needs the module Microsoft.PowerShell.SecretManagement.",
        "Install it (Install-PSResource Microsoft.PowerShell.SecretManagement) and register a vault.");
}
