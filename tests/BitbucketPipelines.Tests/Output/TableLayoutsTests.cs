using System.Globalization;
using System.Xml.Linq;
using BitbucketPipelines.Output;
using BitbucketPipelines.Tests.Conventions;

namespace BitbucketPipelines.Tests.Output;

/// <summary>The tables for short and long names, and the choice between them.</summary>
public sealed class TableLayoutsTests
{
    private static readonly int[] s_windows = [79, 80, 99, 100, 119, 120, 139, 140, 159, 160, 199, 200];

    private static XDocument Views => XDocument.Load(
        Path.Combine(Places.Root, "src", "BitbucketPipelines", "BitbucketPipelines.Format.ps1xml"));

    public static TheoryData<string> Tables => [.. Views.Descendants("View").Where(v => v.Element("TableControl") is not null)
        .Select(v => v.Element("Name")!.Value)];

    [Theory]
    [MemberData(nameof(Tables))]
    public void The_headings_are_whole_in_windows_of_usual_widths(string table)
    {
        (string Label, int Width)[] columns = Columns(View(table));
        foreach (int window in s_windows)
        {
            // Columns without a width share what the others leave, if all fit.
            int open = columns.Count(c => c.Width == 0);
            int left = window - columns.Sum(c => c.Width) - (columns.Length - 1);
            int share = open > 0 && left >= open ? left / open : 1;
            int used = -1;
            foreach ((string label, int width) in columns)
            {
                int room = window - used - 1;
                int own = width > 0 ? width : open == 1 ? Math.Max(share, room) : share;
                if (room <= 0)
                {
                    break;
                }

                Assert.True(Math.Min(own, room) >= label.Length, $"{table} breaks {label} in {window} columns.");
                used += own + 1;
            }
        }
    }

    [Fact]
    public void Each_layout_has_its_table_with_columns_as_wide_as_the_choice_expects()
    {
        int looked = 0;
        foreach ((string type, TableLayouts.Layout[] layouts) in TableLayouts.All)
        {
            foreach (TableLayouts.Layout layout in layouts)
            {
                string name = layout.Suffix.Length > 0 ? $"{type}#{layout.Suffix}" : type;
                XElement view = Assert.Single(Views.Descendants("View"), v =>
                    v.Element("TableControl") is not null && v.Element("ViewSelectedBy")!.Elements("TypeName").First().Value == name);
                (string Label, int Width)[] columns = Columns(view);
                foreach ((string property, int width) in layout.Names)
                {
                    looked++;
                    // What is the last column has all the rest.
                    int column = columns.First(c => c.Label == property).Width;
                    Assert.True(column == width || column == 0, $"{name}: {property} has {column} columns and not {width}.");
                }
            }
        }

        Assert.True(looked > 50);
    }

    [Fact]
    public void Each_table_of_a_name_length_is_chosen_somewhere() => Assert.Equal(
        Views.Descendants("View").Where(v => v.Element("TableControl") is not null)
            .Select(v => v.Element("ViewSelectedBy")!.Elements("TypeName").First().Value)
            .Where(n => n.Contains('#', StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
        TableLayouts.All.SelectMany(t => t.Value.Where(l => l.Suffix.Length > 0).Select(l => $"{t.Key}#{l.Suffix}"))
            .Order(StringComparer.Ordinal));

    [Fact]
    public void A_table_for_longer_names_takes_longer_names_and_the_last_takes_all()
    {
        foreach ((string type, TableLayouts.Layout[] layouts) in TableLayouts.All)
        {
            Assert.Empty(layouts[^1].Names);
            Assert.Equal(layouts.Length, layouts.Select(l => l.Suffix).Distinct().Count());
            Assert.True(layouts.Length > 1, type);
        }
    }

    [Theory]
    [InlineData("service-payments-eu-1", 12, "servi\u2026s-eu-1")]
    [InlineData("service-payments-eu-2", 13, "servic\u2026s-eu-2")]
    [InlineData("widgets", 7, "widgets")]
    [InlineData("widgets", 6, "wi\u2026ets")]
    [InlineData("", 6, "")]
    [InlineData(null, 6, "")]
    [InlineData("a\u001b[31mb", 20, "ab")]
    public void A_name_that_does_not_fit_loses_its_middle(string? name, int width, string shown) =>
        Assert.Equal(shown, Display.Cut(name, width));

    [Fact]
    public void A_cut_name_holds_no_half_of_a_character()
    {
        string name = string.Concat(Enumerable.Repeat("\U0001F600", 20));
        foreach (int width in Enumerable.Range(6, 30))
        {
            string shown = Display.Cut(name, width);
            Assert.True(shown.Length <= width);
            Assert.Equal(shown.Length - 1, shown.Count(char.IsSurrogate));
            Assert.Equal(0, (shown.Length - 1) % 2);
        }
    }

    [Fact]
    public void A_column_of_names_cuts_them_at_its_width_and_not_before()
    {
        int looked = 0;
        foreach (XElement view in Views.Descendants("View").Where(v => v.Element("TableControl") is not null))
        {
            (string Label, int Width)[] columns = Columns(view);
            XElement[] items = [.. view.Descendants("TableColumnItem")];
            for (int i = 0; i < columns.Length; i++)
            {
                if (items[i].Value.LastIndexOf("::Cut(", StringComparison.Ordinal) is >= 0 and var at)
                {
                    looked++;
                    Assert.Contains($", {columns[i].Width}", items[i].Value[at..], StringComparison.Ordinal);
                }
            }
        }

        Assert.True(looked > 150);
    }

    [Fact]
    public void Each_type_with_a_place_has_a_table_for_the_longest_name_of_a_repository()
    {
        foreach ((string type, TableLayouts.Layout[] layouts) in TableLayouts.All.Where(t => t.Value.Any(
            l => l.Names.Any(n => n.Property is "Repository" or "Target"))))
        {
            (string Label, int Width)[] columns = Columns(Assert.Single(Views.Descendants("View"), v =>
                v.Element("TableControl") is not null
                && v.Element("ViewSelectedBy")!.Elements("TypeName").First().Value == $"{type}#{layouts[^1].Suffix}"));
            (string Label, int Width) place = columns.First(c => c.Label is "Repository" or "Slug" or "Target");
            Assert.True(place.Width >= 61, $"{type}: {place.Label} has {place.Width} columns.");
        }
    }

    private static XElement View(string name) => Views.Descendants("View").Single(v => v.Element("Name")!.Value == name);

    private static (string Label, int Width)[] Columns(XElement view) => [.. view.Descendants("TableColumnHeader").Select(c => (
        c.Element("Label")!.Value,
        c.Element("Width") is { } width ? int.Parse(width.Value, CultureInfo.InvariantCulture) : 0))];
}
