namespace BitbucketPipelines.Tests;

public class GitRemoteTests
{
    private const string Host = "bitbucket.org";
    private const string Uuid = "{b5d2ab02-2013-415e-b146-61ff3bf19502}";
    private const string EncodedUuid = "%7Bb5d2ab02-2013-415e-b146-61ff3bf19502%7D";

    private const string Ssh = """
        # Work
        Host desk bb-*
            HostName bitbucket.org
            User git
        Host alt
            HostName = altssh.bitbucket.org
            Port 443
        Host hub
            HostName github.com
        Host *.by-suffix !not.by-suffix
            hostname "bitbucket.org"
        Match host secret
            HostName bitbucket.org
        """;

    [Theory]
    [InlineData("https://bitbucket.org/acme/widgets.git")]
    [InlineData("https://bitbucket.org/acme/widgets")]
    [InlineData("https://bitbucket.org/acme/widgets/")]
    [InlineData("https://bitbucket.org/acme/widgets.git/")]
    [InlineData("https://bitbucket.org//acme/widgets.git")]
    [InlineData("https://dev@bitbucket.org/acme/widgets.git")]
    [InlineData("https://dev@example.com@bitbucket.org/acme/widgets.git")]
    [InlineData("https://dev:p@ss@bitbucket.org/acme/widgets.git")]
    [InlineData("https://x-token-auth:ATCTT3xFf.-_=@bitbucket.org/acme/widgets.git")]
    [InlineData("https://x-bitbucket-api-token-auth@bitbucket.org/acme/widgets.git")]
    [InlineData("https://x-bitbucket-api-token-auth:secret@bitbucket.org/acme/widgets.git")]
    [InlineData("https://www.bitbucket.org/acme/widgets.git")]
    [InlineData("https://bitbucket.org:443/acme/widgets.git")]
    [InlineData("https://BitBucket.Org/acme/widgets.git")]
    [InlineData("HTTPS://bitbucket.org/acme/widgets.git")]
    [InlineData("https://bitbucket.org./acme/widgets.git")]
    [InlineData("http://bitbucket.org/acme/widgets.git")]
    [InlineData("  https://bitbucket.org/acme/widgets.git  ")]
    [InlineData("https://bitbucket.org/acme/widgets.GIT")]
    [InlineData("https://bitbucket.org/%61cme/widgets")]
    [InlineData("ssh://git@bitbucket.org/acme/widgets.git")]
    [InlineData("ssh://bitbucket.org/acme/widgets.git")]
    [InlineData("ssh://git@bitbucket.org:22/acme/widgets.git")]
    [InlineData("ssh://git@altssh.bitbucket.org:443/acme/widgets.git")]
    [InlineData("git+ssh://git@bitbucket.org/acme/widgets.git")]
    [InlineData("ssh+git://git@bitbucket.org/acme/widgets.git")]
    [InlineData("git://bitbucket.org/acme/widgets.git")]
    [InlineData("git@bitbucket.org:acme/widgets.git")]
    [InlineData("git@bitbucket.org:acme/widgets")]
    [InlineData("git@bitbucket.org:/acme/widgets.git")]
    [InlineData("git@BITBUCKET.ORG:acme/widgets.git")]
    [InlineData("git@altssh.bitbucket.org:acme/widgets.git")]
    [InlineData("[git@altssh.bitbucket.org:443]:acme/widgets.git")]
    [InlineData("git@[bitbucket.org]:acme/widgets.git")]
    [InlineData("bitbucket.org:acme/widgets.git")]
    [InlineData("bitbucket.org:acme/widgets")]
    [InlineData("dev@bitbucket.org:acme/widgets.git")]
    [InlineData("desk:acme/widgets.git")]
    [InlineData("git@desk:acme/widgets.git")]
    [InlineData("git@bb-acme:acme/widgets.git")]
    [InlineData("ssh://git@desk/acme/widgets.git")]
    [InlineData("ssh://alt/acme/widgets.git")]
    [InlineData("git@yes.by-suffix:acme/widgets.git")]
    public void Each_form_is_understood(string url) =>
        Assert.Equal("acme/widgets", GitRemote.Read(url, Host, Alias)?.ToString());

    [Theory]
    [InlineData("https://github.com/acme/widgets.git")]
    [InlineData("git@github.com:acme/widgets.git")]
    [InlineData("git@hub:acme/widgets.git")]
    [InlineData("git@unknown:acme/widgets.git")]
    [InlineData("git@not.by-suffix:acme/widgets.git")]
    [InlineData("git@secret:acme/widgets.git")]
    [InlineData("https://desk/acme/widgets.git")]
    [InlineData("https://bitbucket.org.evil.example/acme/widgets.git")]
    [InlineData("https://evilbitbucket.org/acme/widgets.git")]
    [InlineData("https://bitbucket.org@evil.example/acme/widgets.git")]
    [InlineData("https://git.example.com/scm/acme/widgets.git")]
    [InlineData("https://bitbucket.org/scm/acme/widgets.git")]
    [InlineData("https://bitbucket.org/acme/widgets.git/wiki")]
    [InlineData("https://bitbucket.org/widgets.git")]
    [InlineData("https://bitbucket.org/acme/.git")]
    [InlineData("https://bitbucket.org/acme/..")]
    [InlineData("https://bitbucket.org/acme/%2E%2E")]
    [InlineData("https://bitbucket.org/acme/widgets?x=1")]
    [InlineData("https://bitbucket.org")]
    [InlineData("https:/bitbucket.org/acme/widgets.git")]
    [InlineData("ftp://bitbucket.org/acme/widgets.git")]
    [InlineData("file:///srv/acme/widgets.git")]
    [InlineData("/srv/acme/widgets.git")]
    [InlineData("../acme/widgets.git")]
    [InlineData(@"C:\acme\widgets.git")]
    [InlineData("C:/acme/widgets.git")]
    [InlineData("acme/widgets")]
    [InlineData("")]
    public void Nothing_else_is(string url) => Assert.Null(GitRemote.Read(url, Host, Alias));

    [Theory]
    [InlineData("https://bitbucket.org/" + EncodedUuid + "/widgets", Uuid + "/widgets")]
    [InlineData("git@bitbucket.org:acme/" + Uuid + ".git", "acme/" + Uuid)]
    public void Uuids_are_understood(string url, string expected) => Assert.Equal(expected, GitRemote.Read(url, Host, Alias)?.ToString());

    [Theory]
    [InlineData("https://dev:secret@bitbucket.org/acme/widgets.git", "https://bitbucket.org/acme/widgets.git")]
    [InlineData("https://dev@example.com:se@cret@host/x", "https://host/x")]
    [InlineData("https://token@host/x", "https://host/x")]
    [InlineData("https://dev:se/cret@host/x", "https://host/x")]
    [InlineData("https://host/x?token=secret#secret", "https://host/x")]
    [InlineData("ssh://git@host/x", "ssh://git@host/x")]
    [InlineData("git@host:x/y", "git@host:x/y")]
    [InlineData("secret@host:x/y", "host:x/y")]
    [InlineData("dev:secret@host:x/y", "host:x/y")]
    [InlineData("https:/dev:secret@host/x", "host/x")]
    [InlineData("/srv/x.git", "/srv/x.git")]
    public void An_address_is_shown_without_credentials(string url, string expected) =>
        Assert.Equal(expected, GitRemote.WithoutCredentials(url));

    [Theory]
    [InlineData("[url \"https://bitbucket.org/\"]\ninsteadOf = bb:", "bb:acme/widgets")]
    [InlineData("[url \"git@bitbucket.org:\"]\n\tinsteadOf = \"bb:\"\n\tpushInsteadOf = \"bb:\"", "bb:acme/widgets.git")]
    [InlineData("[url \"https://x-token-auth:secret@bitbucket.org/\"]\ninsteadof=https://bitbucket.org/",
        "https://bitbucket.org/acme/widgets.git")]
    [InlineData("[url \"git@bitbucket.org:acme/\"]\ninsteadOf = bb:acme/\n[url \"git@github.com:\"]\ninsteadOf = bb:", "bb:acme/widgets")]
    [InlineData("[url \"git@bitbucket.org:\"]\npushInsteadOf = https://mirror.example.com/", "https://mirror.example.com/acme/widgets")]
    [InlineData("[url \"git@bitbucket.org:\"]\npushInsteadOf = https://bitbucket.org/", "https://bitbucket.org/acme/widgets")]
    public void Rewritten_addresses_are_understood(string rules, string url) =>
        Assert.Equal("acme/widgets", Choose($"{rules}\n[remote \"origin\"]\n url = {url}")?.Repository?.ToString());

    [Fact]
    public void An_origin_that_is_not_understood_is_told_and_no_other_is_taken()
    {
        GitRemote? chosen = Choose("""
            [remote "bb"]
                url = https://bitbucket.org/acme/widgets.git
            [remote "origin"]
                url = https://dev:secret@git.example.com/acme/other.git
            """);
        Assert.Null(chosen!.Repository);
        Assert.Equal(
            "The git remote 'origin' of this folder (https://git.example.com/acme/other.git) is not a repository on "
                + "bitbucket.org.", chosen.Problem);
    }

    [Fact]
    public void Without_an_origin_only_a_single_remote_is_taken()
    {
        Assert.Equal("acme/widgets", Choose("[remote \"bb\"]\nurl = git@bitbucket.org:acme/widgets.git")!.Repository!.ToString());
        GitRemote? two = Choose(
            "[remote \"bb\"]\nurl = git@bitbucket.org:acme/widgets.git\n[remote \"fork\"]\nurl = git@bitbucket.org:dev/widgets.git");
        Assert.Null(two!.Repository);
        Assert.Equal("This folder has several git remotes (bb, fork), and none is named origin.", two.Problem);
        Assert.Null(Choose("[core]\nbare = false"));
    }

    [Fact]
    public void A_remote_that_is_fetched_and_pushed_elsewhere_is_none()
    {
        GitRemote? chosen = Choose(
            "[remote \"origin\"]\nurl = git@bitbucket.org:acme/widgets.git\npushurl = git@bitbucket.org:dev/widgets.git");
        Assert.Null(chosen!.Repository);
        Assert.Equal("The git remote 'origin' of this folder points to acme/widgets and dev/widgets.", chosen.Problem);
        Assert.Equal("acme/widgets", Choose(
            "[remote \"origin\"]\nurl = git@bitbucket.org:acme/widgets.git\npushurl = DISABLED")!.Repository!.ToString());
    }

    [Theory]
    [InlineData("[remote \"origin\"]\n\turl = a/b # comment", "a/b")]
    [InlineData("[Remote \"origin\"]\r\n\tURL=\"a/b\" ; comment\r\n", "a/b")]
    [InlineData("[remote.origin]\nurl = a/b", "a/b")]
    [InlineData("[remote.Origin]\nurl = a/b", "a/b")]
    [InlineData("[remote \"origin\"] url = a/b", "a/b")]
    [InlineData("[remote \"origin\"]\nurl = \\\n  a/b", "a/b")]
    [InlineData("[remote \"origin\"]\nurl = \"a b\"/c  ", "a b/c")]
    [InlineData("[remote \"or\\\"igin\"]\nurl = x\n[remote \"origin\"]\nfetch = y\nurl = a/b", "a/b")]
    [InlineData("# [remote \"origin\"]\n[remote \"origin\"]\n;url = x\nurl = a/b", "a/b")]
    [InlineData("\uFEFF[remote \"origin\"]\nurl = a/b", "a/b")]
    public void The_configuration_is_read_as_git_does(string text, string expected) =>
        Assert.Equal(expected, Assert.Single(GitConfig.Parse(text), e => e is { Section: "remote", Name: "origin", Key: "url" }).Value);

    [Fact]
    public void Files_that_are_included_count()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "clone", ".git"));
            File.WriteAllText(Path.Combine(folder, "clone", ".git", "config"), "[remote \"origin\"]\nurl = bb:acme/widgets.git");
            File.WriteAllText(Path.Combine(folder, ".gitconfig"), "[include]\npath = more.txt");
            File.WriteAllText(Path.Combine(folder, "more.txt"), "[url \"git@desk:\"]\ninsteadOf = bb:");
            Directory.CreateDirectory(Path.Combine(folder, ".ssh"));
            File.WriteAllText(Path.Combine(folder, ".ssh", "config"), Ssh);
            GitRemote? found = GitRemote.Find(Path.Combine(folder, "clone"), Host, name => name == "HOME" ? folder : null);
            Assert.Equal("acme/widgets", found?.Repository?.ToString());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("[user]\nemail = a@b", "acme/widgets")]
    [InlineData("[url \"git@bitbucket.org:other/\"]\ninsteadOf = https://bitbucket.org/acme/", null)]
    [InlineData("[remote \"origin\"]\nurl = https://bitbucket.org/other/repo", null)]
    public void A_condition_is_not_evaluated_and_where_an_address_hangs_on_it_nothing_is_guessed(string included, string? expected)
    {
        using var folder = new TempFolder();
        folder.File("clone/.git/config", "[remote \"origin\"]\nurl = https://bitbucket.org/acme/widgets");
        folder.File(".gitconfig", "[includeIf \"gitdir:~/clone/\"]\npath = more.txt");
        folder.File("more.txt", included);
        GitRemote? found = Find(folder, "clone");
        Assert.Equal(expected, found?.Repository?.ToString());
        Assert.Equal(expected is null, found?.Problem is not null);
    }

    [Fact]
    public void A_git_file_that_leads_nowhere_does_not_lead_to_the_clone_above()
    {
        using var folder = new TempFolder();
        folder.File("clone/.git/config", "[remote \"origin\"]\nurl = https://bitbucket.org/acme/widgets");
        folder.File("clone/sub/.git", "gitdir: ../nowhere");
        GitRemote? found = Find(folder, "clone/sub");
        Assert.Null(found?.Repository);
        Assert.Contains("not a git repository", found?.Problem);
    }

    [Theory]
    [InlineData("worktreeConfig = true", "acme/special")]
    [InlineData("worktreeConfig", "acme/special")]
    [InlineData("worktreeConfig = false", "acme/widgets")]
    [InlineData("", "acme/widgets")]
    public void The_configuration_of_a_worktree_is_read_where_it_is_switched_on(string extension, string expected)
    {
        using var folder = new TempFolder();
        string special = expected == "acme/special" ? "" : "[remote \"origin\"]\nurl = git@bitbucket.org:acme/widgets.git\n";
        folder.File("clone/.git/config", $"[extensions]\n{extension}\n{special}");
        folder.File("clone/.git/worktrees/tree/commondir", "../..");
        folder.File("clone/.git/worktrees/tree/config.worktree", "[remote \"origin\"]\nurl = git@bitbucket.org:acme/special.git");
        folder.File("tree/.git", "gitdir: ../clone/.git/worktrees/tree");
        Assert.Equal(expected, Find(folder, "tree")?.Repository?.ToString());
    }

    [Fact]
    public void The_variable_GIT_DIR_counts_before_the_folder()
    {
        using var folder = new TempFolder();
        folder.File("clone/.git/config", "[remote \"origin\"]\nurl = https://bitbucket.org/acme/widgets");
        folder.File("other/config", "[remote \"origin\"]\nurl = https://bitbucket.org/acme/gadgets");
        Assert.Equal("acme/gadgets", Find(folder, "clone", Path.Combine(folder.Path, "other"))?.Repository?.ToString());
    }

    private static GitRemote? Find(TempFolder folder, string at, string? gitDir = null) => GitRemote.Find(
        Path.Combine(folder.Path, at), Host, name => name switch { "HOME" => folder.Path, "GIT_DIR" => gitDir, _ => null });

    private static string? Alias(string name) => SshAliases.HostName(Ssh, name);

    private static GitRemote? Choose(string text)
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, text);
            var config = new GitConfig();
            config.Load(file, home: null);
            return GitRemote.Choose(config, Host, Alias);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
