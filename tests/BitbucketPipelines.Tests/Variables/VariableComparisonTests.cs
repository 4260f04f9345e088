using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines.Tests.Variables;

/// <summary>Tests of the differences between two scopes, and of which variable overrides another.</summary>
public sealed class VariableComparisonTests
{
    private static readonly RepositoryId s_app = new("acme", "app");

    [Theory]
    [InlineData("1", false, "1", false, "Equal")]
    [InlineData("1", false, "2", false, "Different")]
    [InlineData("1", false, null, false, "LeftOnly")]
    [InlineData(null, false, "1", false, "RightOnly")]
    [InlineData("1", true, "1", true, "Unknown")]
    [InlineData("1", true, "1", false, "Different")]
    [InlineData("1", false, "1", true, "Different")]
    public void Compares(string? left, bool leftSecured, string? right, bool rightSecured, string word)
    {
        VariableDifference row = Assert.Single(VariableDifference.Between(Side(left, leftSecured), Side(right, rightSecured)));
        Assert.Equal(word, row.Difference);
        Assert.Equal(left is null ? null : leftSecured ? VariableDifference.Hidden : left, row.Left);
        Assert.Equal(right is null ? null : rightSecured ? VariableDifference.Hidden : right, row.Right);
    }

    [Fact]
    public void The_environment_wins_over_the_repository_over_the_workspace()
    {
        Variable workspace = In(VariableScope.OfWorkspace("acme"));
        Variable app = In(VariableScope.OfRepository(s_app));
        Variable production = In(VariableScope.OfEnvironment(s_app, "{1}", "Production"));
        Variable test = In(VariableScope.OfEnvironment(s_app, "{2}", "Test"));
        Variable other = In(VariableScope.OfRepository(new RepositoryId("acme", "other")));
        Variable alike = In(VariableScope.OfRepository(s_app), "url");
        VariablePrecedence.Mark([workspace, app, production, test, other, alike]);
        Assert.Equal(
            ["acme/app", "acme/app (Production)", "acme/app (Test)", "acme/other"], workspace.OverriddenBy.Order(StringComparer.Ordinal));
        Assert.Equal(["acme/app (Production)", "acme/app (Test)"], app.OverriddenBy.Order(StringComparer.Ordinal));
        Assert.Empty(production.OverriddenBy);
        Assert.Empty(other.OverriddenBy);
        Assert.Empty(alike.OverriddenBy);
    }

    private static Variable In(VariableScope scope, string name = "URL")
    {
        var variable = new Variable { Name = name, Value = "x" };
        variable.SetLocation(scope, new Uri("https://bitbucket.org/"));
        return variable;
    }

    private static Variable[] Side(string? value, bool secured) =>
        value is null ? [] : [new Variable { Name = "N", Value = secured ? null : value, Secured = secured }];
}
