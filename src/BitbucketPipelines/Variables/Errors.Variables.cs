using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines;

/// <content>Errors of variables and variable files.</content>
internal static partial class Errors
{
    public static ErrorDescription EnvironmentNotFound(
        string wanted, RepositoryId repository, IReadOnlyList<DeploymentEnvironment> all) => new(
        ErrorId.EnvironmentNotFound, wanted, $"{repository} has no environment '{wanted}'.",
        WildcardPattern.ContainsWildcardCharacters(wanted)
            ? $"Specify one name without wildcards. For several, pipe them: Get-BbEnvironment {Literal(wanted)} | ..."
            : all.Count == 0 ? "The repository has no environments." : Suggestion.Text(wanted, all.Select(e => e.Name)));

    public static ErrorDescription VariableNotFound(string name, VariableScope scope, IReadOnlyList<Variable> all) =>
        VariableNotFound(name, scope.ToString(), all);

    public static ErrorDescription VariableNotFound(string name, string places, IReadOnlyList<Variable> all) =>
        VariableNotFound(name, places, [.. all.Select(v => v.Name)]);

    public static ErrorDescription VariableNotFound(string name, string places, IReadOnlyCollection<string?> all) => new(
        ErrorId.VariableNotFound, name, $"There is no variable '{name}' in {places}.",
        all.Count == 0 ? "There are no variables." : $"{Suggestion.Text(name, all)} Names are case-sensitive.");

    /// <summary>A repository that a search was limited to, and that the workspace does not list.</summary>
    public static ErrorDescription RepositoryNotListed(string name, string workspace, IReadOnlyCollection<string?> all) => new(
        ErrorId.NotFound, name, $"There is no repository '{name}' in {workspace}, or the credentials have no access to it.",
        all.Count == 0 ? "To list the repositories that can be read: Get-BbRepository"
            : Suggestion.Text(name, all, $"The repositories of {workspace} are"));

    /// <summary>A pattern of -ToRepository that matches nothing, or only the source.</summary>
    public static ErrorDescription NoTargetMatches(string pattern, string workspace, IReadOnlyCollection<string?> all) => new(
        ErrorId.NoTarget, pattern, $"'{pattern}' matches no repository of {workspace} other than the source.",
        all.Count == 0 ? "To list the repositories that can be read: Get-BbRepository"
            : Suggestion.Text(pattern, all, $"The repositories of {workspace} are"));

    public static ErrorDescription NoTarget(string advice) => new(ErrorId.NoTarget, null, "No target was specified.", advice);

    public static ErrorDescription NothingToCompare() => new(
        ErrorId.NoTarget, null, "The right side of the comparison was not specified.",
        "Specify -ToRepository, -ToEnvironment or -ToWorkspaceScope.");

    public static ErrorDescription NotOneRepository(string text, int count) => new(
        ErrorId.NoTarget, text, $"'{text}' matches {Counted.Of(count, "repository")}.", "Specify one repository to compare with.");

    public static ErrorDescription SameScope(string place) => new(
        ErrorId.SameScope, place, $"{place} is the source, so it cannot be the target too.", "Specify another target.");

    /// <summary>A variable that Set-BbVariable did not set.</summary>
    public static ErrorDescription VariableNotSet(VariableResult result, BitbucketSession? session) =>
        result is not { Change: ItemAction.Skipped, Failure: null } ? VariableFailed(result, session) : new(
            ErrorId.ValueRequired, result.Name,
            $"Variable '{result.Name}' in {result.Target} was not set. {result.Reason}", "Specify -Value or -SecureValue.");

    public static ErrorDescription VariableFailed(VariableResult result, BitbucketSession? session) => result.Failure is not null
        ? ItemFailed(result, "variable", session)
        : new(ErrorId.VariableFailed, result, FailureText(result, "variable"),
            "Specify a value: in the file, or for a secured variable with -SecureValue or -SecuredPolicy.");

    /// <summary>Lists all violations of Bitbucket's rules in one error. Nothing was written.</summary>
    public static ErrorDescription VariableLimits(VariableScope scope, IReadOnlyList<VariableProblem> problems) => new(
        ErrorId.VariableLimits, scope.ToString(),
        $"Nothing was written to {scope}: {string.Join(" ", problems.Select(p => p.Line > 0 ? $"Line {p.Line}: {p.Message}" : p.Message))}",
        "Names consist of ASCII letters, digits and underscores, and do not begin with a digit. Values have no line breaks: encode them, "
            + "for example as base64. Names and values of a scope have at most 120,000 characters together.");

    public static ErrorDescription InvalidFile(string path, Exception e) => new(
        e, ErrorId.InvalidVariableFile, path, $"{path}: {e.Message}",
        "Nothing was written. Correct the file, and run the command again.")
    {
        Category = e is IOException or UnauthorizedAccessException ? ReadCategory(path, e) : ErrorId.InvalidVariableFile.Category,
    };

    /// <summary>The bytes of a file are not text in the expected encoding.</summary>
    public static ErrorDescription InvalidEncoding(string path, FileTextException e, bool hasParameter) => new(
        e, ErrorId.InvalidEncoding, path,
        $"{path}, {e.Message}{(hasParameter && e.Encoding is { } encoding ? $" Specify the encoding: -Encoding {encoding}." : "")}",
        "Nothing was written. Save the whole file as UTF-8, and run the command again.");

    public static ErrorDescription NothingToImport(string path, string why) => new(
        ErrorId.NothingToImport, path, $"{path} {why}", "Check whether it is the right file, and how it was saved.");

    /// <summary>-Prune without variables to write would remove all variables.</summary>
    /// <param name="what">The file or source, with its verb.</param>
    public static ErrorDescription NothingToKeep(string what) => new(
        ErrorId.NothingToKeep, null, $"{what} no variables: -Prune would remove all variables of the target.",
        "To remove all variables, use Remove-BbVariable *.");

    public static ErrorDescription ValueIsNull(string name) => new(
        ErrorId.EmptyArgument, name,
        $"The value of '{name}' is null, or an empty secret. The PowerShell variable that should contain it may not be set.",
        "Specify the value. A variable that is not secured can be empty: Set-BbVariable NAME ''.");

    /// <summary>The name of a variable, or the hashtable of variables, is null.</summary>
    public static ErrorDescription NameIsNull() => new(
        ErrorId.EmptyArgument, null, "The name is null. The PowerShell variable that should contain it is not set.",
        "Specify -Name with -Value, or a hashtable: Set-BbVariable @{ NAME = 'value' }");

    /// <summary>Only the name of a variable was specified.</summary>
    public static ErrorDescription ValueNotGiven(string name)
    {
        int sign = name.IndexOf('=');
        if (sign <= 0)
        {
            return new(ErrorId.ValueRequired, name, $"No value was specified for '{name}'.", "Specify -Value or -SecureValue.");
        }

        // Only a number is surely not a secret.
        (string first, string value) = (name.Substring(0, sign), name.Substring(sign + 1));
        string shown = value.Length is > 0 and < 6 && value.All(c => c is >= '0' and <= '9') ? value : "'value'";
        return new(
            ErrorId.ValueRequired, first, "The name of a variable cannot contain '=': the value is an argument of its own.",
            $"Specify a space between name and value: Set-BbVariable {Argument(first)} {shown}");
    }

    /// <summary>An empty hashtable of variables.</summary>
    public static ErrorDescription NoVariables() => new(
        ErrorId.EmptyArgument, null, "The hashtable contains no variables, so nothing was set.",
        "Specify names and values: Set-BbVariable @{ NAME = 'value' }");

    /// <summary>Something was piped to Set-BbVariable that is not an object with a name or a value.</summary>
    public static ErrorDescription NoVariablePiped(object? piped, string name) => new(
        ErrorId.ValueRequired, name.Length == 0 ? null : name,
        $"{(piped is null ? "$null" : "The object")} that was piped in is no variable: it has no property Name or Value.",
        $"Specify the value as an argument: Set-BbVariable {(name.Length == 0 ? "NAME" : Argument(name))} 'value'. Or pipe in objects with "
            + "the properties Name and Value, such as the rows of a CSV file.");

    /// <summary>The format of a file cannot contain the places of variables.</summary>
    public static ErrorDescription SeveralPlaces(string path, VariableFormat format, IEnumerable<VariableScope> places) => new(
        ErrorId.SeveralPlaces, path,
        $"{path} cannot contain the variables of several places ({string.Join(", ", places)}): the format {format} has no field for the "
            + "place of a variable.",
        "Nothing was written. Use a .csv or .json file, or one file per place: Get-BbRepository | ForEach-Object { Export-BbVariable "
            + "\"./$($_.Slug).env\" -Repository $_.FullName }");

    public static ErrorDescription NoPlaceInFile(string path, VariableScope place) => new(
        ErrorId.SeveralPlaces, path,
        $"{path} cannot contain the variables of {place} together with those of other places.",
        "Nothing was written. Export the variables of teams and users to separate files.");

    /// <summary>The parameters specify one target, but the file contains several places.</summary>
    public static ErrorDescription SeveralSources(string path, IReadOnlyCollection<string> places) => new(
        ErrorId.SeveralPlaces, path,
        $"{path} contains variables of several places "
            + $"({string.Join(", ", places.Take(5))}{(places.Count > 5 ? $" and {places.Count - 5} more" : "")}), but the parameters "
            + "specify one target for all of them.",
        "Nothing was written. Omit -Repository, -Environment and -WorkspaceScope: then each variable is written to its place in the file, "
            + "or with -Workspace to the same place of another workspace.");

    public static ErrorDescription FileOfOtherWorkspace(string path, string workspace, string own) => OtherWorkspace(
        $"{path} contains settings of the workspace {workspace}, but the session works in {own}.",
        $"Specify -Workspace {own} to write them to the same places there, or -Workspace {workspace} to write them to the places in the "
            + "file.",
        path);

    public static ErrorDescription CannotWrite(string path, Exception e) => new(
        e, ErrorId.CannotWriteFile, path, $"{path} cannot be written: {e.Message}",
        "Check the folder and its permissions.");

    public static ErrorDescription FileExists(string path) => new(
        ErrorId.FileExists, path, $"{path} already exists.", "Omit -NoClobber to replace it.");

    public static ErrorDescription CannotAskForSecret(string name, string source) => new(
        ErrorId.ConfirmationRequired, name,
        $"-SecuredPolicy Prompt asks for the value of '{name}' ({source}), and nobody can be asked here.",
        "Give the value with -SecureValue, or take it from a vault with -SecuredPolicy FromVault.");

    public static ErrorDescription NoSecretManagement() => new(
        ErrorId.SecretManagementMissing, null,
        "-SecuredPolicy FromVault needs the module Microsoft.PowerShell.SecretManagement.",
        "Install it (Install-PSResource Microsoft.PowerShell.SecretManagement) and register a vault.");
}
