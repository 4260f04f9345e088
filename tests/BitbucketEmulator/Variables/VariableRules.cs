using System.Globalization;
using System.Text.RegularExpressions;

namespace BitbucketEmulator;

/// <summary>What Bitbucket takes as a variable.</summary>
internal static partial class VariableRules
{
    /// <summary>A key that is taken: the one error with a stable machine code.</summary>
    public const string DuplicateKey = "variable-service.variable.duplicate";

    /// <summary>Names as documented; no line breaks in values. Of the answers only "illegal string or character" is known.</summary>
    public static void Check(EmulatedVariable variable)
    {
        if (!Name().IsMatch(variable.Key))
        {
            throw ApiErrors.InvalidProperties();
        }

        if (variable.Value.AsSpan().ContainsAny('\r', '\n'))
        {
            throw ApiErrors.Service(400, "illegal string or character");
        }
    }

    /// <summary>Checks the place of a variable among the others of its scope; the one with its uuid is to be replaced.</summary>
    public static void CheckPlace(EmulatedVariableStore store, EmulatedVariable variable, int limit)
    {
        EmulatedVariable? same = store.FindKey(variable.Key);
        if (same is not null && same.Uuid != variable.Uuid)
        {
            throw ApiErrors.Service(409, $"A variable with the key provided already exists for {store.Owner}.", DuplicateKey);
        }

        // The text is not known.
        if (store.Size - (store.Find(variable.Uuid)?.Size ?? 0) + variable.Size > limit)
        {
            throw ApiErrors.Service(400, string.Create(
                CultureInfo.InvariantCulture, $"The names and values of all variables together must not exceed {limit} characters."));
        }
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*\\z")]
    private static partial Regex Name();
}
