using System.Text;
using System.Text.Json;

namespace BitbucketPipelines.Api.Variables;

/// <summary>
/// Reads variables from JSON. Reads single tokens, because only they have positions, from which line numbers are computed.
/// </summary>
internal sealed class JsonFileReader
{
    private const string ListProperty = "values";

    private static readonly HashSet<string> s_pageProperties = new(
        StringComparer.Ordinal) { "page", "pagelen", "size", "next", "previous" };

    /// <summary>The fields of a variable. Each may occur once; other fields are ignored.</summary>
    private static readonly HashSet<string> s_fields =
        new(StringComparer.Ordinal) { "name", "key", "value", "secured", "workspace", "repository", "environment" };

    private readonly byte[] _bytes;
    private readonly JsonLines _lines;
    private readonly EntryCollector _collector;

    /// <summary>The properties of the top-level object: variables, unless the object turns out to be a page of a Bitbucket list.</summary>
    private readonly List<(string Name, JsonFields Fields, int Line)> _named = [];
    private bool _isList;

    public JsonFileReader(string text, EntryCollector collector)
    {
        _bytes = Encoding.UTF8.GetBytes(text);
        _lines = new JsonLines(_bytes);
        _collector = collector;
    }

    public void Read()
    {
        var reader = new Utf8JsonReader(
            _bytes, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        try
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                ReadObject(ref reader);
            }
            else if (reader.TokenType == JsonTokenType.StartArray)
            {
                ReadArray(ref reader);
            }
            else
            {
                _collector.AddProblem(
                    Line(ref reader),
                    "The file must be an object of names and values, or an array of objects with key, value and secured.");
            }

            // Fails if there is something after the end.
            reader.Read();
        }
        catch (JsonException e)
        {
            // The message of the exception is not used, because it may repeat a value.
            _collector.AddProblem((int)(e.LineNumber ?? 0) + 1, FormattableString.Invariant(
                $"Invalid JSON at about character {(e.BytePositionInLine ?? 0) + 1}: a quote, comma or bracket may be missing."));
        }

        AddNamed();
    }

    private int Line(ref Utf8JsonReader reader) => _lines.At(reader.TokenStartIndex);

    /// <summary>Reads an object of names and values, or a page of a list from Bitbucket.</summary>
    private void ReadObject(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            int line = Line(ref reader);
            string? name = ReadText(ref reader);
            reader.Read();
            if (name == ListProperty && reader.TokenType == JsonTokenType.StartArray)
            {
                _isList = true;
                ReadArray(ref reader);
                continue;
            }

            JsonFields fields = ReadNamed(ref reader, line);
            if (name is null)
            {
                _collector.AddProblem(line, "A name contains a \\u escape that is not a character.");
            }
            else
            {
                _named.Add((name, fields, line));
            }
        }
    }

    private void AddNamed()
    {
        foreach ((string name, JsonFields fields, int line) in _named)
        {
            if (!_isList)
            {
                Add(name, fields, line);
            }
            else if (name == "next" && fields.Value is not null)
            {
                _collector.AddProblem(line, "This is one page of a longer list, because it contains 'next': put all pages into one array.");
            }
            else if (!s_pageProperties.Contains(name))
            {
                _collector.AddProblem(
                    line, $"{VariableProblem.Show(name)} is next to the list of variables 'values': put it into the list.");
            }
        }
    }

    /// <summary>Reads the value of a name: a scalar, or an object with value and secured.</summary>
    private JsonFields ReadNamed(ref Utf8JsonReader reader, int line)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            JsonFields fields = ReadFields(ref reader);
            if (!fields.Has("value") && !fields.Has("secured"))
            {
                fields.AddProblem(
                    line, name => $"The object of {name} has neither 'value' nor 'secured'. If the value is JSON, specify it as a string.");
            }

            return fields;
        }

        var scalar = new JsonFields();
        ReadValue(ref reader, scalar);
        return scalar;
    }

    private void ReadArray(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            int line = Line(ref reader);
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                _collector.AddProblem(line, "An element of the list is not an object with key, value and secured.");
                continue;
            }

            JsonFields fields = ReadFields(ref reader);
            if ((fields.Name ?? fields.Key) is { Length: > 0 } name)
            {
                Add(name, fields, line);
            }
            else
            {
                fields.ReportProblems(null, _collector);
                _collector.AddProblem(line, "The name of a variable is missing: 'key' or 'name' must be a string.");
            }
        }
    }

    private void Add(string name, JsonFields fields, int line)
    {
        fields.ReportProblems(name, _collector);
        _collector.Add(
            name, fields.Value, fields.Secured, line, VariablePlace.From(fields.Workspace, fields.Repository, fields.Environment));
    }

    private JsonFields ReadFields(ref Utf8JsonReader reader)
    {
        var fields = new JsonFields();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            int line = Line(ref reader);
            string field = ReadText(ref reader)?.ToLowerInvariant() ?? "";
            reader.Read();
            if (s_fields.Contains(field))
            {
                fields.AddField(field, line);
            }

            switch (field)
            {
                case "name":
                    fields.Name = ReadName(ref reader);
                    break;
                case "key":
                    fields.Key = ReadName(ref reader);
                    break;
                case "value":
                    ReadValue(ref reader, fields);
                    break;
                case "secured":
                    ReadSecured(ref reader, fields);
                    break;
                case "workspace":
                    fields.Workspace = ReadPlace(ref reader, fields, field);
                    break;
                case "repository":
                    fields.Repository = ReadPlace(ref reader, fields, field);
                    break;
                case "environment":
                    fields.Environment = ReadPlace(ref reader, fields, field);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return fields;
    }

    private static string? ReadName(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return ReadText(ref reader);
        }

        reader.Skip();
        return null;
    }

    /// <summary>
    /// Reads a part of the place. An invalid part is a problem: if it were ignored, the variable would go to another place, such as the
    /// workspace.
    /// </summary>
    private string? ReadPlace(ref Utf8JsonReader reader, JsonFields fields, string field)
    {
        int line = Line(ref reader);
        bool isNull = reader.TokenType == JsonTokenType.Null;
        string? text = ReadName(ref reader);
        if (text is null && !isNull)
        {
            fields.AddProblem(line, name => $"'{field}' of {name} must be a string, without a \\u escape that is not a character.");
        }

        return text;
    }

    private void ReadValue(ref Utf8JsonReader reader, JsonFields fields)
    {
        int line = Line(ref reader);
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                fields.Value = ReadText(ref reader);
                if (fields.Value is null)
                {
                    fields.AddProblem(line, name => $"The value of {name} contains a \\u escape that is not a character.");
                }

                break;
            case JsonTokenType.Number:
                // The number as it is written: 1.10 is not 1.1.
                fields.Value = Encoding.UTF8.GetString(reader.ValueSpan.ToArray());
                break;
            case JsonTokenType.True:
                fields.Value = "true";
                break;
            case JsonTokenType.False:
                fields.Value = "false";
                break;
            case JsonTokenType.Null:
                fields.Value = null;
                break;
            default:
                reader.Skip();
                fields.AddProblem(line, name => $"The value of {name} must be a string, a number, true, false or null.");
                break;
        }
    }

    private void ReadSecured(ref Utf8JsonReader reader, JsonFields fields)
    {
        int line = Line(ref reader);
        switch (reader.TokenType)
        {
            case JsonTokenType.True or JsonTokenType.False:
                fields.Secured = reader.GetBoolean();
                break;
            case JsonTokenType.Null:
                break;
            default:
                reader.Skip();
                fields.AddProblem(line, name => $"'secured' of {name} must be true or false.");
                break;
        }
    }

    /// <summary>The text of a token; null when it contains half of a surrogate pair.</summary>
    private static string? ReadText(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
