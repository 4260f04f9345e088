using System.Globalization;

namespace BitbucketPipelines.Api;

/// <summary>
/// Builds request paths from interpolated strings. Each value is percent-encoded, so it stays one segment (or part of one): <c>{uuid}</c>
/// becomes <c>%7Buuid%7D</c> and a slash becomes <c>%2F</c>.
/// </summary>
internal static class ApiPath
{
    /// <summary>
    /// Formats <paramref name="path"/> with every value percent-encoded. A value that is itself a <see cref="FormattableString"/> is
    /// inserted as a path.
    /// </summary>
    /// <exception cref="ArgumentException">A value is empty, <c>.</c> or <c>..</c>, which would change the meaning of the path.</exception>
    public static string Format(FormattableString path)
    {
        object?[] holes = path.GetArguments();
        object[] escaped = new object[holes.Length];
        for (int i = 0; i < holes.Length; i++)
        {
            escaped[i] = holes[i] is FormattableString part
                ? Format(part)
                : Escape(Convert.ToString(holes[i], CultureInfo.InvariantCulture) ?? "");
        }

        return string.Format(CultureInfo.InvariantCulture, path.Format, escaped);
    }

    private static string Escape(string segment) => segment switch
    {
        "" => throw new ArgumentException("A part of the path is empty."),
        "." or ".." => throw new ArgumentException($"'{segment}' cannot be part of a path."),
        _ => Uri.EscapeDataString(segment),
    };
}
