using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Tests;

public class CustomPipelinesTests
{
    private const string Yaml = """
        image: node:22
        definitions:
          custom:
            not-me: 1
          steps:
            - step: &build
                name: Build
        pipelines:
          default:
            - step: *build
          branches:
            custom:
              - step: *build
          custom: # run by hand
            deploy-to-prod: # with a remark
              - variables:
                  - name: Region
              - step:
                  name: "custom: no"
            'quoted name':
              - step: *build
            "nightly: full":
            - step: *build
            # a remark: here

            sonar.scan:
              - step:
                  script:
                    - |
                      custom:
                        trap: 1
          pull-requests:
            '**':
              - step: *build
        options:
          custom:
            later: 1
        """;

    [Fact]
    public void The_names_right_under_custom_are_found_and_no_others()
    {
        string[] expected = ["deploy-to-prod", "quoted name", "nightly: full", "sonar.scan"];
        Assert.Equal(expected, CustomPipelines.Names(Yaml));
        Assert.Equal(expected, CustomPipelines.Names(Yaml.Replace("\n", "\r\n", StringComparison.Ordinal)));
        Assert.Equal(expected, CustomPipelines.Names("\ufeff" + Yaml));
    }

    [Fact]
    public void A_byte_order_mark_hides_nothing() =>
        Assert.Equal(["a"], CustomPipelines.Names("\ufeffpipelines:\n  custom:\n    a:\n      - step: 1\n"));

    [Theory]
    [InlineData("")]
    [InlineData("pipelines:")]
    [InlineData("pipelines:\n  default:\n    - step: 1")]
    [InlineData("custom:\n  a:\n    - step: 1")]
    [InlineData("pipelines:\n  custom:\npipelines2:\n    a: 1")]
    [InlineData("just text\n\t: : :\n- - -")]
    [InlineData("pipelines:\n  custom:\n    - step: 1")]
    public void Where_there_are_none_none_are_found(string yaml) => Assert.Empty(CustomPipelines.Names(yaml));

    [Theory]
    [InlineData("pipelines:\n  custom:\n    a: &x\n      - step: 1\n    b: *x\n", new[] { "a", "b" })]
    [InlineData("pipelines:\n    custom:\n          a:\n          - step: 1\n          b:\n          - step: 1\n    default:\n      c: 1",
        new[] { "a", "b" })]
    [InlineData("pipelines:\n  custom:\n    http://x: 1", new[] { "http://x" })]
    [InlineData("pipelines:\n  custom:\n    <<: *shared\n    a:\n      - step: 1", new[] { "a" })]
    [InlineData("'pipelines':\n  \"custom\":\n    a:\n      - step: 1", new[] { "a" })]
    public void Other_ways_to_write_them(string yaml, string[] names) => Assert.Equal(names, CustomPipelines.Names(yaml));

    [Fact]
    public void Each_has_the_variables_that_it_declares()
    {
        const string Text = """
            pipelines:
              custom:
                deploy:
                  - variables:
                      - name: REGION
                        default: eu
                        allowed-values:
                          - eu
                      - name: 'SIZE'
                  - step:
                      name: Build
                      script:
                        - echo
                plain:
                - step:
                    name: not-a-variable
                same-column:
                - variables:
                  - name: ONE
                - step: {}
            """;
        Assert.Equal(
            ["deploy: REGION SIZE", "plain: ", "same-column: ONE"],
            CustomPipelines.Find(Text).Select(p => $"{p.Name}: {string.Join(" ", p.Variables.Select(v => v.Name))}"));
    }

    [Fact]
    public async Task A_branch_or_tag_is_found_by_its_exact_name()
    {
        using var api = new TestApi();
        const string Root = "repositories/team/app";
        api.Stub.On("GET", Root + "/refs/tags", Answer.Json("""{"values":[{"name":"v\"1\\","target":{"hash":"abc"}}]}"""))
            .On("GET", Root + @"/src/abc/bitbucket-pipelines\.yml", Answer.Text(Yaml, "text/plain"));
        Assert.Equal(Yaml, await CustomPipelines.ReadAsync(api.Client, TestApi.Repo, Repositories.Tags(TestApi.Repo), "v\"1\\", default));
        Assert.Equal(["name = \"v\\\"1\\\\\""], api.Stub.Requests[0].Query("q"));
        api.Stub.Verify();
    }

    [Fact]
    public async Task The_file_is_read_at_the_commit_of_the_main_branch()
    {
        using var api = new TestApi();
        const string Root = "repositories/team/app";
        api.Stub.On("GET", Root, Answer.Json("""{"uuid":"{1}","mainbranch":{"name":"release/1"}}"""))
            .On("GET", Root + "/refs/branches", Answer.Json("""{"values":[{"name":"release/10","target":{"hash":"bad"}},{"name":"release/1","target":{"hash":"abc"}}]}"""))
            .On("GET", Root + @"/src/abc/bitbucket-pipelines\.yml", Answer.Text(Yaml, "text/plain"));
        Assert.Equal(4, (await CustomPipelines.NamesAsync(api.Client, TestApi.Repo, default)).Count);
        Assert.Equal(["name = \"release/1\""], api.Stub.Requests[1].Query("q"));
        api.Stub.Verify();
    }

    [Fact]
    public async Task An_empty_repository_defines_none()
    {
        using var api = new TestApi();
        api.Stub.On("GET", "repositories/team/app", Answer.Json("""{"uuid":"{1}"}"""));
        Assert.Empty(await CustomPipelines.NamesAsync(api.Client, TestApi.Repo, default));
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_an_error()
    {
        using var api = new TestApi();
        api.Stub.On("GET", "repositories/team/app", Answer.Json("""{"uuid":"{1}","mainbranch":{"name":"main"}}"""))
            .On("GET", ".*branches", Answer.Json("""{"values":[]}""")).On("GET", ".*/src/main/.*", Answer.Error(404, "No such file"));
        Assert.Equal(404, (await Failures.OfAsync(() => CustomPipelines.NamesAsync(api.Client, TestApi.Repo, default))).StatusCode);
    }
}
