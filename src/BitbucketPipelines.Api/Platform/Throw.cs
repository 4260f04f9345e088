namespace BitbucketPipelines.Api;

/// <summary>Argument checks that only one of the target frameworks has.</summary>
internal static class Throw
{
    public static void IfNull(
        object? argument, [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(argument))] string? name = null)
    {
        if (argument is null)
        {
            throw new ArgumentNullException(name);
        }
    }
}
