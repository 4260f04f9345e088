using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Tests.Settings;

/// <summary>A test case has a name, no matter which properties its report lacks.</summary>
public sealed class TestCaseNameTests
{
    [Theory]
    [InlineData("adds", "Sums.adds", "sums", "{1}", "adds")]
    [InlineData("", "Sums.adds", "sums", "{1}", "Sums.adds")]
    [InlineData("", "acme.tests..", "acme.tests", "{1}", "acme.tests (a test without a name)")]
    [InlineData("", "acme.tests.Sums.", "acme.tests", "{1}", "acme.tests.Sums (a test without a name)")]
    [InlineData(null, "..", "", "{1}", "{1}")]
    [InlineData(" ", null, "sums", "{1}", "sums")]
    [InlineData(null, "", "", "{1}", "{1}")]
    [InlineData(null, null, null, null, "(a test without a name)")]
    public void Is_never_an_empty_text(string? name, string? full, string? package, string? uuid, string shown) =>
        Assert.Equal(shown, new TestCase { Name = name, FullyQualifiedName = full, PackageName = package, Uuid = uuid }.ToString());
}
