using System.Collections;
using System.Management.Automation;
using System.Security;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines;

/// <summary>Reads the YAML of a run that is not committed, from a file or from text, and refuses what cannot be such YAML.</summary>
internal static class OnDemandInput
{
    /// <summary>Reads a file, which must be a text file of a reasonable size.</summary>
    /// <param name="path">The path as it was specified.</param>
    /// <param name="fullPath">The full path.</param>
    /// <param name="ends">Whether an error ends the command, because it is about all objects that are piped in.</param>
    public static OnDemandYaml ReadFile(string path, string fullPath, bool ends)
    {
        try
        {
            var file = new FileInfo(fullPath);
            ErrorDescription? problem = Directory.Exists(fullPath) ? Errors.PipelineFileNotFound(path, "is a folder")
                : !file.Exists ? Errors.PipelineFileNotFound(path, WildcardPattern.ContainsWildcardCharacters(path)
                    ? "does not exist. Wildcards are not allowed here: only one file can be run" : $"does not exist ({fullPath})")
                : file.Length > OnDemandYaml.MaxBytes ? Errors.PipelineFileTooLarge(path, file.Length)
                : null;
            return Readable(Check(new OnDemandYaml(
                problem is null ? FileText.Read(fullPath) : throw new ErrorRecordException(problem, ends), path), ends), ends);
        }
        catch (FileTextException e)
        {
            throw new ErrorRecordException(Errors.PipelineFileNotText(path, e), ends);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new ErrorRecordException(Errors.PipelineFileUnreadable(path, e), ends);
        }
    }

    /// <summary>Takes a text.</summary>
    public static OnDemandYaml ReadText(string text, bool ends) => Readable(Check(new OnDemandYaml(text, null), ends), ends);

    /// <summary>
    /// Takes the texts that were piped in: one whole text, or the lines of one. Text that is no pipeline file is refused, so that a name is
    /// never run as YAML.
    /// </summary>
    public static OnDemandYaml ReadPiped(IReadOnlyList<string> texts)
    {
        if (texts.Count > 1 && texts.Any(text => text.TrimEnd('\r', '\n').IndexOf('\n') >= 0))
        {
            throw Terminating(Errors.SeveralYamlTexts(texts.Count));
        }

        OnDemandYaml yaml = Check(new OnDemandYaml(
            texts.Count == 1 ? texts[0] : string.Concat(texts.Select(text => text.TrimEnd('\r', '\n') + "\n")), null), ends: true);
        return HasPipelines(yaml.Text) ? Readable(yaml, ends: true) : throw Terminating(Errors.TextIsNoPipelineFile());
    }

    /// <summary>
    /// Refuses secured variables: with YAML, variables are part of the address. Nothing has been sent yet, and nothing will be.
    /// </summary>
    public static void RefuseSecured(IDictionary? plain, IDictionary? secured, bool ends)
    {
        string[] names =
        [
            .. Names(secured, _ => true),
            .. Names(plain, value => ValueText.Unwrap(value) is SecureString or PSCredential),
        ];
        if (names.Length > 0)
        {
            throw new ErrorRecordException(Errors.SecuredOnDemand(names), ends);
        }
    }

    private static IEnumerable<string> Names(IDictionary? table, Func<object?, bool> isMeant) => table is null ? []
        : ValueText.Entries(table).Where(e => isMeant(e.Value)).Select(e => e.Key.ToString() ?? "")
            .OrderBy(name => name, StringComparer.Ordinal);

    private static OnDemandYaml Check(OnDemandYaml yaml, bool ends) =>
        (OnDemandYaml.SizeOf(yaml.Text) is > OnDemandYaml.MaxBytes and int size ? Errors.PipelineFileTooLarge(yaml.Source, size)
            : OnDemandYaml.IsEmpty(yaml.Text) ? Errors.PipelineFileEmpty(yaml.Source)
            : yaml.Text.IndexOf('\0') >= 0 ? Errors.PipelineFileNotText(yaml.Source, null)
            : null) is { } problem ? throw new ErrorRecordException(problem, ends) : yaml;

    /// <summary>
    /// Refuses text that is no YAML: no run can come of it. What the YAML says is for Bitbucket to judge, which may know more keys.
    /// </summary>
    private static OnDemandYaml Readable(OnDemandYaml yaml, bool ends) => yaml.Unreadable is { } reason
        ? throw new ErrorRecordException(Errors.PipelineFileNotYaml(yaml.Source, reason), ends) : yaml;

    /// <summary>Whether a line has the key that every pipeline file has, in block or flow style.</summary>
    private static bool HasPipelines(string text) => text.Split('\n')
        .Select(line => line.TrimStart('\ufeff', ' ', '{', '\t', '"', '\'', ','))
        .Any(line => line.StartsWith("pipelines", StringComparison.Ordinal)
            && line.Substring("pipelines".Length).TrimStart('"', '\'', ' ').StartsWith(":", StringComparison.Ordinal));

    private static ErrorRecordException Terminating(ErrorDescription error) => new(error, terminating: true);
}
