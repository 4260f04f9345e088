using BitbucketPipelines.Api.Runs;
using BitbucketPipelines.Output;

namespace BitbucketPipelines;

/// <summary>Saves the picture of a run. The extension of the file says what is written.</summary>
internal static class PictureFile
{
    /// <summary>Throws, before anything is read, if the file cannot be written as it is named.</summary>
    /// <param name="outFile">The value of -OutFile.</param>
    /// <param name="path">The path of the file.</param>
    /// <param name="noClobber">Whether an existing file is an error.</param>
    public static void Check(string outFile, string path, bool noClobber)
    {
        if (!IsSvg(path) && !IsHtml(path))
        {
            throw new ErrorRecordException(Errors.NoPictureName(outFile), terminating: true);
        }

        _ = TextFiles.CheckWritable(path, noClobber, terminating: true);
    }

    /// <summary>Saves the picture, and returns the path of the file.</summary>
    public static string Save(SaveTargets targets, RunTimeline timeline, bool noClobber)
    {
        string path = targets.Take("");
        TextFiles.Write(
            path, IsSvg(path) ? new SvgPicture(timeline).Draw() : HtmlPicture.Draw(timeline), TextFiles.Utf8, noClobber);
        return path;
    }

    private static bool IsSvg(string path) => path.EndsWith(".svg", StringComparison.OrdinalIgnoreCase);

    private static bool IsHtml(string path) =>
        path.EndsWith(".html", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".htm", StringComparison.OrdinalIgnoreCase);
}
