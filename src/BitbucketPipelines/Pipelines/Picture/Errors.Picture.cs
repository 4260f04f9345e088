namespace BitbucketPipelines;

/// <content>Errors of the pictures of runs.</content>
internal static partial class Errors
{
    /// <summary>The extension of -OutFile is not one of a picture.</summary>
    public static ErrorDescription NoPictureName(string outFile) => InvalidArgument(
        ErrorId.InvalidArgument, $"'{outFile}' has no extension of a picture.",
        "Specify a file whose name ends with .svg, for a picture, or .html, for a page.", outFile);

    /// <summary>Several runs for something that takes one.</summary>
    public static ErrorDescription OneRunOnly(string parameter, int count) => InvalidArgument(
        ErrorId.AmbiguousTarget, $"{parameter} takes one run, but there are {count}.",
        parameter == "-Live"
            ? "Specify one run. Wait-BbPipeline waits for several, and Show-BbPipeline without -Live shows several one after the other."
            : "Specify one run for each file: Show-BbPipeline 42 -OutFile a.svg");
}
