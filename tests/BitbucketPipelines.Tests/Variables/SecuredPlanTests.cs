using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines.Tests.Cmdlets;

/// <summary>Tests of what a bulk cmdlet does with a secured variable, whose value it may not know.</summary>
public class SecuredPlanTests
{
    // policy, keeps secured, Secured of the existing variable, value, refusal of the vault -> action, failure, words of the reason
    [Theory]
    [InlineData(SecuredPolicy.Skip, false, null, null, null, ItemAction.Skipped, false, "cannot be read")]
    [InlineData(SecuredPolicy.Skip, false, null, "v", null, ItemAction.Create, false, null)]
    [InlineData(SecuredPolicy.Skip, false, true, null, null, ItemAction.Skipped, false, "keeps its value")]
    [InlineData(SecuredPolicy.Skip, true, true, null, null, ItemAction.Unchanged, false, "keeps its secured value")]
    [InlineData(SecuredPolicy.Skip, true, false, null, null, ItemAction.Skipped, false, "cannot be read")]
    [InlineData(SecuredPolicy.Prompt, false, null, null, null, ItemAction.Skipped, true, "cannot be read")]
    [InlineData(SecuredPolicy.IfMissing, false, false, "v", null, ItemAction.Unchanged, false, "already exists")]
    [InlineData(SecuredPolicy.IfMissing, false, null, null, null, ItemAction.Skipped, true, "cannot be read")]
    [InlineData(SecuredPolicy.FromVault, true, true, null, "locked", ItemAction.Skipped, true, "locked")]
    [InlineData(SecuredPolicy.FromVault, false, true, "v", null, ItemAction.Update, false, null)]
    public void Value_is_used_kept_or_missed(
        SecuredPolicy policy, bool keepsSecured, bool? existing, string? value, string? refusal, object action, bool isFailure,
        string? reason)
    {
        Variable? found = existing is { } secured ? new Variable { Name = "S", Secured = secured, Value = secured ? null : "x" } : null;
        var entry = new VariableEntry("S", value, true);
        PlannedVariable planned = new SecuredPlan(policy, keepsSecured).Decide(VariablePlan.Decide(entry, found), entry, refusal);
        Assert.Equal((action, isFailure), ((object)planned.Action, planned.IsFailure));
        Assert.Contains(reason ?? "", planned.Reason ?? "", StringComparison.Ordinal);
        Assert.True(planned.Action is ItemAction.Create or ItemAction.Update || planned.Value is null);
    }
}
