using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <summary>A repository that is the target of two sources. The settings of the second one are not copied.</summary>
internal sealed record TwiceTarget(RepositoryId Target, RepositoryId First, RepositoryId Second)
{
    /// <summary>What is wrong, in words.</summary>
    public override string ToString() =>
        $"{Target} is the target of {First} and of {Second}. The settings of {Second} were not copied.";
}
