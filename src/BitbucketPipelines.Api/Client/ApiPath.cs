using System.Globalization;

namespace BitbucketPipelines.Api;

/// <summary>
/// Builds request paths from interpolated strings. Each hole becomes exactly one percent-encoded segment or part of one:
/// <c>{uuid}</c> becomes <c>%7Buuid%7D</c>, a slash becomes <c>%2F</c>, so a value can never climb out of its place.
/// </summary>
internal static class ApiPath
{
    /// <summary>
    /// Formats <paramref name="path"/> with every hole percent-encoded. A hole that is itself such a string is a path of its own.
    /// </summary>
    /// <exception cref="ArgumentException">A hole is empty, <c>.</c> or <c>..</c>: it would change the meaning of the path.</exception>
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
        "" => throw new ArgumentException("A part of the address is empty."),
        "." or ".." => throw new ArgumentException($"'{segment}' cannot be part of an address."),
        _ => Uri.EscapeDataString(segment),
    };
}
