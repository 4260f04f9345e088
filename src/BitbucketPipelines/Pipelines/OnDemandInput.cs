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
    public static OnDemandYaml ReadFile(string path, string fullPath)
    {
        try
        {
            var file = new FileInfo(fullPath);
            ErrorDescription? problem = Directory.Exists(fullPath) ? Errors.PipelineFileNotFound(path, "is a folder")
                : !file.Exists ? Errors.PipelineFileNotFound(path, WildcardPattern.ContainsWildcardCharacters(path)
                    ? "does not exist. Wildcards are not allowed here: only one file can be run" : $"does not exist ({fullPath})")
                : file.Length > OnDemandYaml.MaxBytes ? Errors.PipelineFileTooLarge(path, file.Length)
                : null;
            return Readable(Check(new OnDemandYaml(problem is null ? FileText.Read(fullPath) : throw Terminating(problem), path)));
        }
        catch (FileTextException e)
        {
            throw Terminating(Errors.PipelineFileNotText(path, e));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw Terminating(Errors.PipelineFileUnreadable(path, e));
        }
    }

    /// <summary>Takes a text.</summary>
    public static OnDemandYaml ReadText(string text) => Readable(Check(new OnDemandYaml(text, null)));

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
            texts.Count == 1 ? texts[0] : string.Concat(texts.Select(text => text.TrimEnd('\r', '\n') + "\n")), null));
        return HasPipelines(yaml.Text) ? Readable(yaml) : throw Terminating(Errors.TextIsNoPipelineFile());
    }

    /// <summary>
    /// Refuses secured variables: with YAML, variables are part of the address. Nothing has been sent yet, and nothing will be.
    /// </summary>
    public static void RefuseSecured(IDictionary? plain, IDictionary? secured)
    {
        string[] names =
        [
            .. Names(secured, _ => true),
            .. Names(plain, value => ValueText.Unwrap(value) is SecureString or PSCredential),
        ];
        if (names.Length > 0)
        {
            throw Terminating(Errors.SecuredOnDemand(names));
        }
    }

    private static IEnumerable<string> Names(IDictionary? table, Func<object?, bool> isMeant) => table is null ? []
        : ValueText.Entries(table).Where(e => isMeant(e.Value)).Select(e => e.Key.ToString() ?? "")
            .OrderBy(name => name, StringComparer.Ordinal);

    private static OnDemandYaml Check(OnDemandYaml yaml) =>
        OnDemandYaml.SizeOf(yaml.Text) is > OnDemandYaml.MaxBytes and int size
            ? throw Terminating(Errors.PipelineFileTooLarge(yaml.Source, size))
        : OnDemandYaml.IsEmpty(yaml.Text) ? throw Terminating(Errors.PipelineFileEmpty(yaml.Source))
        : yaml.Text.IndexOf('\0') >= 0 ? throw Terminating(Errors.PipelineFileNotText(yaml.Source, null))
        : yaml;

    /// <summary>
    /// Refuses text that is no YAML: no run can come of it. What the YAML says is for Bitbucket to judge, which may know more keys.
    /// </summary>
    private static OnDemandYaml Readable(OnDemandYaml yaml) =>
        yaml.Unreadable is { } reason ? throw Terminating(Errors.PipelineFileNotYaml(yaml.Source, reason)) : yaml;

    /// <summary>Whether a line has the key that every pipeline file has, in block or flow style.</summary>
    private static bool HasPipelines(string text) => text.Split('\n')
        .Select(line => line.TrimStart('\ufeff', ' ', '{', '\t', '"', '\'', ','))
        .Any(line => line.StartsWith("pipelines", StringComparison.Ordinal)
            && line.Substring("pipelines".Length).TrimStart('"', '\'', ' ').StartsWith(":", StringComparison.Ordinal));

    private static ErrorRecordException Terminating(ErrorDescription error) => new(error, terminating: true);
}
