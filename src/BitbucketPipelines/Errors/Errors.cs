using System.Management.Automation;
using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <summary>The errors of the module with their messages and advice. docs/errors.md lists their ids.</summary>
internal static partial class Errors
{
    public static ErrorDescription NotConnected(bool connecting = false) => new(
        ErrorId.NotConnected, null, "There is no session, and no credentials were found in environment variables.",
        (connecting ? "Specify -Credential, -AccessToken or -ClientCredential" : "Run Connect-BbWorkspace")
            + ", or set BITBUCKET_WORKSPACE with BITBUCKET_EMAIL and BITBUCKET_API_TOKEN, BITBUCKET_ACCESS_TOKEN, or BITBUCKET_CLIENT_ID "
            + "and BITBUCKET_CLIENT_SECRET.");

    /// <summary>Connect-BbWorkspace did not move the session.</summary>
    /// <param name="e">The failure of the check at the new place.</param>
    /// <param name="session">The session at the new place.</param>
    /// <param name="place">The same, with the place in effect.</param>
    /// <param name="former">The session as it stays.</param>
    public static ErrorDescription NotMoved(
        BitbucketApiException e, BitbucketSession session, BitbucketSession place, BitbucketSession former)
    {
        var failure = ErrorDescription.From(e, session, PlaceText(place));
        bool isSame = string.Equals(PlaceText(place), PlaceText(former), StringComparison.OrdinalIgnoreCase);
        return failure with
        {
            Message = (isSame
                ? $"The session is at {PlaceText(former)} already, and stays as it was. "
                : $"The session was not moved to {PlaceText(place)}: it stays at {PlaceText(former)}. ") + failure.Message,
        };
    }

    private static string PlaceText(BitbucketSession session) =>
        session.Repository is null ? session.Workspace ?? "no workspace" : $"{session.Workspace}/{session.Repository}";

    /// <param name="hint">Why the git remote of the current folder was not used; null when there is nothing to say.</param>
    public static ErrorDescription NoRepository(string? hint = null) => new(
        ErrorId.NoRepository, null, $"No repository was specified. {hint}".TrimEnd(),
        "Specify -Repository as 'workspace/slug' (or -Workspace and -Repository), specify them with Connect-BbWorkspace, or set "
            + "BITBUCKET_WORKSPACE and BITBUCKET_REPO_SLUG.");

    /// <param name="hint">Why the git remote of the current folder was not used; null when there is nothing to say.</param>
    public static ErrorDescription NoWorkspace(string? hint = null) => new(
        ErrorId.NoWorkspace, null, $"No workspace was specified. {hint}".TrimEnd(),
        "Specify -Workspace, specify it with Connect-BbWorkspace, or set BITBUCKET_WORKSPACE.");

    /// <summary>Two different workspaces were specified.</summary>
    public static ErrorDescription OtherWorkspace(string message, string advice, object? target) => new(
        ErrorId.OtherWorkspace, target, $"{message} No request was sent.", advice);

    /// <summary>A value contains a macro that the build system should have replaced. The text of a macro is not a secret.</summary>
    public static ErrorDescription UnexpandedMacro(string what, string macro) => new(
        ErrorId.UnexpandedMacro, macro,
        $"The value of {what} contains '{macro}', which the build system should have replaced.",
        "Check that the build has a variable with this name. Azure DevOps passes a secret only to a step that maps it under env:.");

    /// <summary>A URL is not allowed. The message does not contain it, because it may hold a password.</summary>
    public static ErrorDescription InsecureUri(string name) => new(
        ErrorId.InsecureUri, null,
        $"The URL in {name} must be https, or http to a loopback address, without a user name or password.",
        "Credentials are never sent without encryption. Specify a URL such as https://api.bitbucket.org/2.0.");

    public static ErrorDescription InvalidProxy() => new(
        ErrorId.InvalidProxy, null, "The value of -Proxy is not the URL of a proxy.",
        "Specify a URL such as http://proxy:8080.");

    public static ErrorDescription EmptySecret() => new(
        ErrorId.EmptySecret, null, "The token or secret is empty.",
        "Specify the token or secret. In a build, check that the secret variable is passed to this step.");

    public static ErrorDescription InvalidSecret() => new(
        ErrorId.InvalidSecret, null,
        "The token or secret contains a space, a line break or a non-ASCII character. Those of Bitbucket never do.",
        "Check where it comes from. More than the token may have been copied.");

    public static ErrorDescription InvalidArgument(ErrorId id, string message, string advice, object? target = null) =>
        new(id, target, message, advice);

    /// <summary>A cmdlet that changes something was called without saying what.</summary>
    /// <param name="kind">The kind of item: <c>runner</c>.</param>
    /// <param name="parameters">The parameters that specify items.</param>
    /// <param name="source">The cmdlet whose output can be piped in.</param>
    public static ErrorDescription NothingSpecified(string kind, IEnumerable<string> parameters, string source) => new(
        ErrorId.NothingSpecified, null, $"No {kind} was specified.",
        $"Specify {string.Join(" or ", parameters)}, or pipe in what {source} returns.");

    /// <summary>A piped object does not say what to change. PowerShell's own error for this has the same id.</summary>
    public static ErrorDescription InputObjectMissing(string kind, IEnumerable<string> parameters, string source) =>
        NothingSpecified(kind, parameters, source) with
        {
            Id = ErrorId.InputObjectMissingMandatory,
            Message = $"The piped object does not specify {(kind[0] == 'e' ? "an" : "a")} {kind}.",
        };

    /// <summary>Parameters are missing on the command line. PowerShell's own error for this has the same id.</summary>
    public static ErrorDescription MissingParameters(IReadOnlyList<string> names, string cmdlet) => new(
        ErrorId.MissingMandatoryParameter, null,
        $"{string.Join(" and ", names.Select(name => "-" + name))} {(names.Count == 1 ? "is" : "are")} missing.",
        $"Specify {(names.Count == 1 ? "it" : "them")}. Examples are in the help: Get-Help {cmdlet}");

    /// <summary>A piped object lacks what a parameter needs. PowerShell's own error for this has the same id.</summary>
    public static ErrorDescription MissingProperties(IReadOnlyList<string> names) => new(
        ErrorId.InputObjectMissingMandatory, null,
        $"The piped object has no {string.Join(" and no ", names)}.",
        $"Specify {string.Join(" and ", names.Select(name => "-" + name))}, or pipe in objects that have "
            + $"{(names.Count == 1 ? "this property" : "these properties")}.");

    public static ErrorDescription EmptyArgument(string parameter) => new(
        ErrorId.EmptyArgument, null, $"-{parameter} is empty.",
        "Remove the parameter to use the default. An empty value is rejected, because it usually comes from a variable that is not set.");

    public static ErrorDescription ConfirmationRequired(string question, bool hasForce) => new(
        ErrorId.ConfirmationRequired, null,
        $"Confirmation is required, but PowerShell cannot prompt in this session. {question}",
        $"See with -WhatIf what would be done, then use {(hasForce ? "-Force or " : "")}-Confirm:$false.");

    /// <summary>One change of a bulk operation failed.</summary>
    public static ErrorDescription ItemFailed(ItemResult result, string kind, BitbucketSession? session)
    {
        string message = FailureText(result, kind);
        return result.Failure?.ToException() is { } e
            ? ErrorDescription.From(e, session, result) with { Message = message }
            : new(ErrorId.ItemFailed, result, message, "Correct the cause and run the command again: nothing is done twice.");
    }

    /// <summary>A file cannot be read: it does not exist, is a folder, may not be read, or its disk fails.</summary>
    public static ErrorDescription CannotRead(string path, Exception e)
    {
        ErrorCategory category = ReadCategory(path, e);
        return new(
            e, category == ErrorCategory.PermissionDenied ? ErrorId.FileAccessDenied : ErrorId.FileAccessFailed, path,
            category != ErrorCategory.ObjectNotFound ? $"{path} cannot be read. {e.Message}"
                : Directory.Exists(path) ? $"{path} is a folder, not a file." : $"There is no file {path}.",
            category == ErrorCategory.ObjectNotFound ? "Check the path." : "Check the file and its permissions.")
        {
            Category = category,
        };
    }

    /// <summary>The category of the error of a file that cannot be read.</summary>
    public static ErrorCategory ReadCategory(string path, Exception e) =>
        e is FileNotFoundException or DirectoryNotFoundException || Directory.Exists(path) ? ErrorCategory.ObjectNotFound
        : e is UnauthorizedAccessException ? ErrorCategory.PermissionDenied
        : ErrorCategory.ReadError;

    /// <summary>A piped result row is a plan of -WhatIf, so its object was not changed.</summary>
    public static ErrorDescription PlannedRow(ItemResult row) => new(
        ErrorId.PlannedRow, row.Name,
        $"The row of '{row.Name}' in {row.Target} is a plan of -WhatIf. Nothing was changed, so it is not processed.",
        "Remove -WhatIf from the command before this one.");

    /// <summary>A bulk operation ended early. One error reports the cause and how much was not done.</summary>
    public static ErrorDescription EndedEarly(
        BulkEnd end, BitbucketSession? session, string what, string missed, bool isRepeatable)
    {
        var cause = ErrorDescription.From(end.Cause, session, end.Place);
        string rest = end.NotDone == 0 ? "" : $" {Counted.Were(end.NotDone, what)}{missed}";
        return cause with
        {
            Message = $"The work ended early: {end.Cause.Message}{rest}",
            Advice = $"{cause.Advice} {(isRepeatable
                ? "Then run the command again: nothing is done twice."
                : "Then run the command for the rest: what was done already would be done again.")}".TrimStart(),
        };
    }

    private static string FailureText(ItemResult result, string kind) => result.Change == ItemAction.Skipped
        ? $"The {kind} '{result.Name}' in {result.Target} was skipped. {result.Reason}"
        : $"{result.Action} of {kind} '{result.Name}' in {result.Target} failed. {result.Failure?.Message ?? result.Reason}";

    /// <summary>Whether a text of the server contains a phrase, ignoring case.</summary>
    private static bool Has(string text, string part) => text.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0;
}
