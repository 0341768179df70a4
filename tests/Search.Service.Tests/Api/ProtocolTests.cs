using System.Net;
using System.Text;
using System.Text.Json;
using Google.Rpc;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Grpc.Net.Client.Web;
using Grpc.Reflection.V1Alpha;
using Search.Contracts.V1;

namespace Search.Service.Tests.Api;

/// <summary>The other ways in: JSON, gRPC-Web, health, reflection.</summary>
public sealed class ProtocolTests(SharedService shared)
{
    private readonly RunningService service = shared.Service;

    [Fact]
    public async Task The_same_calls_answer_json()
    {
        using var body = Json("""{"articles":[{"newspaper":"杰森日报","date":"2023-06-01","page":"A01","headline":"麦田里的收音机","paragraphs":["本报讯 麦田里传来收音机的声音。"]}]}""");
        var put = await ReadAsync(await service.Http.PostAsync("/v1/articles:batchPut", body), HttpStatusCode.OK);
        string id = put.GetProperty("results")[0].GetProperty("id").GetString()!;

        var found = await ReadAsync(await service.Http.GetAsync($"/v1/search?query=麦田&filters.newspapers=杰森日报&min_sequence={put.GetProperty("sequence").GetInt64()}"), HttpStatusCode.OK);
        using var posted = Json("""{"query":"收音机","filters":{"newspapers":["杰森日报"]}}""");
        var foundByPost = await ReadAsync(await service.Http.PostAsync("/v1/search", posted), HttpStatusCode.OK);
        var read = await ReadAsync(await service.Http.GetAsync($"/v1/articles/{id}"), HttpStatusCode.OK);
        var issue = await ReadAsync(await service.Http.GetAsync("/v1/newspapers/杰森日报/issues/2023-06-01"), HttpStatusCode.OK);

        Assert.Equal(id, found.GetProperty("hits")[0].GetProperty("id").GetString());
        Assert.Equal(id, foundByPost.GetProperty("hits")[0].GetProperty("id").GetString());
        Assert.Equal("麦田里的收音机", read.GetProperty("article").GetProperty("headline").GetString());
        Assert.Equal(1, issue.GetProperty("issue").GetProperty("articleCount").GetInt32());
        Assert.Equal(HttpStatusCode.OK, (await service.Http.DeleteAsync($"/v1/articles/{id}")).StatusCode);
    }

    [Fact]
    public async Task Json_errors_carry_the_same_details()
    {
        var refused = await ReadAsync(await service.Http.GetAsync("/v1/search?query=x&page_size=-1"), HttpStatusCode.BadRequest);
        var missing = await ReadAsync(await service.Http.GetAsync("/v1/articles/no-such-article"), HttpStatusCode.NotFound);

        Assert.Equal(3, refused.GetProperty("code").GetInt32());
        var details = refused.GetProperty("details").EnumerateArray().ToDictionary(d => d.GetProperty("@type").GetString()!.Split('.')[^1]);
        Assert.Equal(("search", "INVALID_ARGUMENT"), (details["ErrorInfo"].GetProperty("domain").GetString(), details["ErrorInfo"].GetProperty("reason").GetString()));
        Assert.Equal("page_size", details["BadRequest"].GetProperty("fieldViolations")[0].GetProperty("field").GetString());
        Assert.Equal("NOT_FOUND", missing.GetProperty("details")[0].GetProperty("reason").GetString());
    }

    [Theory]
    [InlineData("/v1/search", "{\"query\":5}", "query", "query: expected text")]
    [InlineData("/v1/search", "{\"query\":\"麦田\",\"page_size\":\"x\"}", "page_size", "page_size: expected a whole number from -2147483648 to 2147483647")]
    [InlineData("/v1/search", "{\"query\":\"麦田\",\"pageSize\":1.5}", "page_size", "page_size: expected a whole number from -2147483648 to 2147483647")]
    [InlineData("/v1/search", "{\"query\":\"麦田\",\"min_sequence\":{}}", "min_sequence", "min_sequence: expected a whole number")]
    [InlineData("/v1/search", "{\"query\":\"麦田\",\"sort\":\"newest\"}", "sort", "sort: expected one of SORT_ORDER_RELEVANCE, SORT_ORDER_NEWEST, SORT_ORDER_OLDEST")]
    [InlineData("/v1/search", "{\"query\":\"麦田\",\"strict\":\"yes\"}", "strict", "strict: expected true or false")]
    [InlineData("/v1/search", "{\"query\":\"麦田\",\"filters\":[]}", "filters", "filters: expected an object")]
    [InlineData("/v1/search", "{\"query\":\"麦田\",\"filters\":{\"newspapers\":\"青岚时报\"}}", "filters.newspapers", "filters.newspapers: expected a list, each text")]
    [InlineData("/v1/search", "{\"query\":\"麦田\",\"facets\":[\"FACET_FIELD_YEAR\",\"YEARS\"]}", "facets[1]", "facets[1]: expected one of FACET_FIELD_NEWSPAPER, FACET_FIELD_YEAR, FACET_FIELD_MONTH, FACET_FIELD_DAY, FACET_FIELD_SECTION, FACET_FIELD_PAGE, FACET_FIELD_REPORTER")]
    [InlineData("/v1/articles:batchPut", "{\"articles\":[{\"headline\":\"麦田\",\"bylines\":[{\"names\":[\"周雨\",null,7]}]}]}", "articles[0].bylines[0].names", "articles[0].bylines[0].names[1]: expected text")]
    [InlineData("/v1/articles:batchPut", "{\"articles\":\"none\"}", "articles", "articles: expected a list, each an object")]
    [InlineData("/v1/search", "[]", "", "the body: expected an object")]
    public async Task A_value_that_its_field_cannot_hold_is_named_with_what_is_expected(string path, string text, string field, string message)
    {
        using var body = Json(text);
        var refused = await ReadAsync(await service.Http.PostAsync(path, body), HttpStatusCode.BadRequest);

        Assert.Equal(message, refused.GetProperty("message").GetString());
        var details = refused.GetProperty("details").EnumerateArray().ToDictionary(d => d.GetProperty("@type").GetString()!.Split('.')[^1]);
        Assert.Equal("INVALID_ARGUMENT", details["ErrorInfo"].GetProperty("reason").GetString());
        if (field.Length > 0) Assert.StartsWith(field, details["BadRequest"].GetProperty("fieldViolations")[0].GetProperty("field").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("page_size=x", "page_size", "expected a whole number")]
    [InlineData("sort=newest", "sort", "SORT_ORDER_NEWEST")]
    [InlineData("highlight.max_passages=many", "highlight.max_passages", "expected a whole number")]
    public async Task A_parameter_that_cannot_be_read_is_named(string parameter, string field, string expected)
    {
        var refused = await ReadAsync(await service.Http.GetAsync($"/v1/search?query=麦田&{parameter}"), HttpStatusCode.BadRequest);

        var details = refused.GetProperty("details").EnumerateArray().ToDictionary(d => d.GetProperty("@type").GetString()!.Split('.')[^1]);
        Assert.Equal("INVALID_ARGUMENT", details["ErrorInfo"].GetProperty("reason").GetString());
        Assert.Equal(field, details["BadRequest"].GetProperty("fieldViolations")[0].GetProperty("field").GetString());
        Assert.StartsWith($"{field}: ", refused.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains(expected, refused.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"articles":[{"headline":"断""")]
    [InlineData("""{"articles":"none"}""")]
    [InlineData("not json")]
    public async Task Json_that_cannot_be_read_is_a_bad_request(string text)
    {
        using var body = Json(text);
        var refused = await ReadAsync(await service.Http.PostAsync("/v1/articles:batchPut", body), HttpStatusCode.BadRequest);

        Assert.Equal(3, refused.GetProperty("code").GetInt32());
        Assert.Equal("INVALID_ARGUMENT", refused.GetProperty("details")[0].GetProperty("reason").GetString());
    }

    [Theory]
    [InlineData("/v1/search", "{\n \"query\": \"麦田\",\n \"page_size\": 10,\n}", "line 4, byte 1: ")]
    [InlineData("/v1/search", "{\n \"query\": \"麦田\"\n", "line 3, byte 1: ")]
    [InlineData("/v1/search", "{\"query\": '麦田'}", "line 1, byte 11: ")]
    [InlineData("/v1/search", "\uFEFF{\"query\": 麦田}", "line 1, byte 11: ")]
    [InlineData("/v1/articles:batchPut", "", "line 1, byte 1: ")]
    public async Task Json_that_is_broken_is_told_with_line_and_byte(string path, string text, string place)
    {
        using var body = Json(text);
        var refused = await ReadAsync(await service.Http.PostAsync(path, body), HttpStatusCode.BadRequest);

        Assert.StartsWith($"the body is no JSON: {place}", refused.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", refused.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("INVALID_ARGUMENT", refused.GetProperty("details")[0].GetProperty("reason").GetString());
    }

    [Fact]
    public async Task A_break_far_behind_the_beginning_of_a_body_is_found_and_json_of_another_shape_is_not_called_broken()
    {
        string article = """{"newspaper":"断章日报","headline":"麦田","paragraphs":["本报讯 麦田里传来收音机的声音。"]},""";
        using var broken = Json("{\"articles\":[\n" + string.Concat(Enumerable.Repeat(article + "\n", 3000)) + "{\"headline\":}\n]}");
        var told = await ReadAsync(await service.Http.PostAsync("/v1/articles:batchPut", broken), HttpStatusCode.BadRequest);
        Assert.StartsWith("the body is no JSON: line 3002, byte 13: ", told.GetProperty("message").GetString(), StringComparison.Ordinal);

        using var other = Json("{\"articles\":\"none\"," + new string(' ', 200_000) + "}");
        var refused = await ReadAsync(await service.Http.PostAsync("/v1/articles:batchPut", other), HttpStatusCode.BadRequest);
        Assert.DoesNotContain("line 1", refused.GetProperty("message").GetString(), StringComparison.Ordinal);

        using var utf16 = new StringContent("""{"query":"麦田"}""", Encoding.Unicode, "application/json");
        Assert.Equal(HttpStatusCode.OK, (await service.Http.PostAsync("/v1/search", utf16)).StatusCode);
    }

    [Theory]
    [InlineData("/v1/search", "{\"query\":\"麦田\",\"filter\":{\"newspapers\":[\"青岚时报\"]}}", "filter", "filters")]
    [InlineData("/v1/search", "{\"query\":\"麦田\",\"filters\":{\"newspaper\":\"青岚时报\"}}", "filters.newspaper", "newspapers")]
    [InlineData("/v1/articles:batchPut", "{\"articles\":[{\"headline\":\"麦田\"},{\"headline\":\"麦田\",\"bylines\":[{\"role\":\"记者\",\"name\":[\"周雨\"]}]}]}", "articles[1].bylines[0].name", "names")]
    [InlineData("/v1/search?query=麦田&newspaper=青岚时报", null, "newspaper", "filters")]
    [InlineData("/v1/search?query=麦田&filters.newspaper=青岚时报", null, "filters.newspaper", "newspapers")]
    [InlineData("/v1/search?query=麦田&query.text=x", null, "query.text", "query")]
    public async Task A_field_that_does_not_exist_is_refused_by_its_path_with_those_that_do(string path, string? text, string field, string exists)
    {
        using var body = Json(text ?? "");
        var refused = await ReadAsync(text is null ? await service.Http.GetAsync(path) : await service.Http.PostAsync(path, body), HttpStatusCode.BadRequest);

        var details = refused.GetProperty("details").EnumerateArray().ToDictionary(d => d.GetProperty("@type").GetString()!.Split('.')[^1]);
        Assert.Equal(field, details["BadRequest"].GetProperty("fieldViolations")[0].GetProperty("field").GetString());
        Assert.Contains(exists, refused.GetProperty("message").GetString()!.Split("there are ")[1].Split(", "));
    }

    [Fact]
    public async Task Fields_are_known_by_both_names_and_what_keeps_caches_away_is_none()
    {
        Assert.Equal(HttpStatusCode.OK, (await service.Http.GetAsync("/v1/search?query=麦田&pageSize=1&filters.dateFrom=2020-01-01&highlight.max_passages=1&_=7")).StatusCode);
        using var body = Json("{\"query\":\"麦田\",\"pageSize\":1,\"filters\":{\"date_from\":\"2020-01-01\",\"newspapers\":[]},\"facets\":[\"FACET_FIELD_YEAR\"],\"highlight\":null}");
        Assert.Equal(HttpStatusCode.OK, (await service.Http.PostAsync("/v1/search", body)).StatusCode);
    }

    [Theory]
    [InlineData("GET", "/v1/search?query=麦田", HttpStatusCode.OK, "")]
    [InlineData("GET", "/v1/search?query=麦田&newspaper=青岚时报", HttpStatusCode.BadRequest, "newspaper: ")]
    [InlineData("DELETE", "/v1/articles/nowhere", HttpStatusCode.NotFound, "")]
    public async Task A_call_without_a_body_may_name_the_type_of_one(string method, string path, HttpStatusCode expected, string told)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = Typed([], "application/json") };
        var answer = await ReadAsync(await service.Http.SendAsync(request), expected);
        if (told.Length > 0) Assert.StartsWith(told, answer.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/json; charset=\"utf-8\"")]
    [InlineData("application/json;charset=\"UTF-8\";v=1")]
    [InlineData("application/json; charset=\"ut\\f-8\"")]
    [InlineData("application/json; charset=utf8")]
    [InlineData("application/json; charset=")]
    public async Task A_charset_is_known_in_quotes_too(string type)
    {
        using var body = Typed("{\"query\":\"麦田\",\"page_size\":-1}"u8, type);
        var refused = await ReadAsync(await service.Http.PostAsync("/v1/search", body), HttpStatusCode.BadRequest);
        Assert.StartsWith("page_size: ", refused.GetProperty("message").GetString(), StringComparison.Ordinal);

        using var broken = Typed("{"u8, type);
        refused = await ReadAsync(await service.Http.PostAsync("/v1/search", broken), HttpStatusCode.BadRequest);
        Assert.StartsWith("the body is no JSON: line 1", refused.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_in_gb18030_is_read_as_its_type_says()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        using var body = Typed(Encoding.GetEncoding("gb18030").GetBytes("{\"query\":\"麦田\"}"), "application/json; charset=\"gb18030\"");
        Assert.Equal(HttpStatusCode.OK, (await service.Http.PostAsync("/v1/search", body)).StatusCode);
    }

    [Theory]
    [InlineData("application/json; charset=klingon-8", "'klingon-8'")]
    [InlineData("application/json; charset=\"klingon-8\"", "'klingon-8'")]
    [InlineData("application/json; charset=utf-7", "'utf-7'")]
    public async Task An_unknown_charset_is_refused_by_name(string type, string name)
    {
        using var body = Typed("{\"query\":\"麦田\"}"u8, type);
        var refused = await ReadAsync(await service.Http.PostAsync("/v1/search", body), HttpStatusCode.BadRequest);

        Assert.Equal(3, refused.GetProperty("code").GetInt32());
        Assert.Contains(name, refused.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("INVALID_ARGUMENT", refused.GetProperty("details")[0].GetProperty("reason").GetString());
    }

    [Fact]
    public async Task A_browser_calls_by_grpc_web()
    {
        using var channel = GrpcChannel.ForAddress(service.Http.BaseAddress!, new GrpcChannelOptions { HttpHandler = new GrpcWebHandler(GrpcWebMode.GrpcWebText, new HttpClientHandler()), HttpVersion = HttpVersion.Version11 });
        var client = new SearchService.SearchServiceClient(channel);

        Assert.NotNull(await client.ListNewspapersAsync(new ListNewspapersRequest()));
        var thrown = await Assert.ThrowsAsync<RpcException>(async () => await client.SearchAsync(new SearchRequest { PageSize = -1 }));
        Assert.Equal(StatusCode.InvalidArgument, thrown.StatusCode);
        Assert.Equal("page_size", thrown.GetRpcStatus()!.GetDetail<BadRequest>().FieldViolations[0].Field);
    }

    [Theory]
    [InlineData("")]
    [InlineData("search.v1.SearchService")]
    [InlineData("search.v1.IngestionService")]
    [InlineData("search.v1.AdminService")]
    public async Task Each_service_tells_its_health(string name)
    {
        var health = await new Grpc.Health.V1.Health.HealthClient(service.Channel).CheckAsync(new HealthCheckRequest { Service = name });

        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, health.Status);
    }

    [Fact]
    public async Task The_http_port_tells_that_it_lives_and_is_ready()
    {
        Assert.Equal("alive\n", await service.Http.GetStringAsync("/healthz"));
        Assert.Equal("ready\n", await service.Http.GetStringAsync("/readyz"));
    }

    [Fact]
    public async Task Reflection_lists_the_services()
    {
        using var call = new ServerReflection.ServerReflectionClient(service.Channel).ServerReflectionInfo();
        await call.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" });
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        var names = call.ResponseStream.Current.ListServicesResponse.Service.Select(s => s.Name).ToList();
        await call.RequestStream.CompleteAsync();

        Assert.Empty(new[] { "search.v1.SearchService", "search.v1.IngestionService", "search.v1.AdminService", "grpc.health.v1.Health" }.Except(names));
    }

    [Fact]
    public async Task An_unknown_method_is_refused_with_details()
    {
        var method = new Method<ListNewspapersRequest, ListNewspapersResponse>(
            MethodType.Unary, "search.v1.SearchService", "NoSuchMethod",
            Marshallers.Create(r => Google.Protobuf.MessageExtensions.ToByteArray(r), ListNewspapersRequest.Parser.ParseFrom),
            Marshallers.Create(r => Google.Protobuf.MessageExtensions.ToByteArray(r), ListNewspapersResponse.Parser.ParseFrom));

        await Refusal.IsAsync(StatusCode.Unimplemented, "REFUSED", null, async () =>
            await service.Channel.CreateCallInvoker().AsyncUnaryCall(method, null, new CallOptions(), new ListNewspapersRequest()));
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static ByteArrayContent Typed(ReadOnlySpan<byte> text, string type)
    {
        var content = new ByteArrayContent(text.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return content;
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response, HttpStatusCode expected)
    {
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(expected == response.StatusCode, $"{response.StatusCode}: {text}");
        return JsonDocument.Parse(text).RootElement.Clone();
    }
}
