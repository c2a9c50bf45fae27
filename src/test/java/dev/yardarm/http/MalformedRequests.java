package dev.yardarm.http;

import java.util.ArrayList;
import java.util.List;

/** The table of requests that are refused: what is sent, and what is said of it. */
final class MalformedRequests {
    private static final String FLAG = "/api/config/flags/wishlist";
    private static final String ADMIN = "/api/admin/flags/wishlist";
    private static final String HOST = "Host: localhost\r\n";
    private static final String TOKEN = "Authorization: Bearer " + FlagApi.ADMIN + "\r\n";

    private final List<Row> rows = new ArrayList<>();

    /**
     * One request.
     *
     * @param bytes what is sent, a byte for a character
     * @param status what is answered; 0: nothing, the connection is closed
     * @param says what the problem has to name
     */
    record Row(String name, String bytes, int status, String says) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Row> all() {
        MalformedRequests table = new MalformedRequests();
        table.requestLines();
        table.otherProtocols();
        table.paths();
        table.keys();
        table.queries();
        table.hosts();
        table.headers();
        table.framing();
        table.chunks();
        table.methods();
        table.tokens();
        table.conditions();
        table.mediaTypes();
        table.notJson();
        table.notObjects();
        table.wrongMembers();
        table.wrongPercentages();
        table.wrongDescriptions();
        table.bodies();
        return List.copyOf(table.rows);
    }

    private void row(String name, String bytes, int status, String says) {
        rows.add(new Row(rows.size() + 1 + " " + name, bytes, status, says));
    }

    private void line(String line, int status, String says) {
        row("line " + shorten(line), line + "\r\n" + HOST + "\r\n", status, says);
    }

    private void get(String target, int status, String says) {
        row("GET " + shorten(target), "GET " + target + " HTTP/1.1\r\n" + HOST + TOKEN + "\r\n", status, says);
    }

    private void header(String header, int status, String says) {
        row("header " + shorten(header), "GET " + FLAG + " HTTP/1.1\r\n" + HOST + header + "\r\n\r\n", status, says);
    }

    private void body(String method, String headers, String body, int status, String says) {
        row(
                method + " " + shorten(headers.strip()) + " " + shorten(body),
                method + " " + ADMIN + " HTTP/1.1\r\n" + HOST + TOKEN + headers + "Content-Length: " + body.length()
                        + "\r\n\r\n" + body,
                status,
                says);
    }

    private void json(String body, int status, String says) {
        body("PATCH", "Content-Type: application/json\r\n", body, status, says);
    }

    private void putJson(String body, int status, String says) {
        body("PUT", "Content-Type: application/json\r\n", body, status, says);
    }

    private static String shorten(String text) {
        String printable = text.replaceAll("[^ -~]", "?");
        return printable.length() > 60 ? printable.substring(0, 60) + "..." : printable;
    }

    private void requestLines() {
        line("GARBAGE", 400, "request line");
        line("GET", 400, "request line");
        line("GET " + FLAG, 400, "HTTP version");
        line("GET " + FLAG + " HTTP/2.0", 400, "HTTP version");
        line("GET " + FLAG + " HTTP/1.2", 400, "HTTP version");
        line("GET " + FLAG + " HTTP/0.9", 400, "HTTP version");
        line("GET " + FLAG + " HTTP/11", 400, "HTTP version");
        line("GET " + FLAG + " http/1.1", 400, "HTTP version");
        line("GET " + FLAG + " HTTP/1.1 more", 400, "HTTP version");
        line("GET " + FLAG + " FTP/1.1", 400, "HTTP version");
        line("GET " + FLAG + " HTTP/1.1 ", 400, "request line");
        line("GET /api/config/flags/a b HTTP/1.1", 400, "HTTP version");
        line("GET /api/config/flags/a\tb HTTP/1.1", 400, "");
        line("GET /api/config/flags/a\u0000b HTTP/1.1", 400, "");
        line("GET /api/config/flags/a\u0001b HTTP/1.1", 400, "");
        line("GET /api/config/flags/a\u007fb HTTP/1.1", 400, "percent-encoded");
        line("GET /api/config/flags/\u00fcber HTTP/1.1", 400, "percent-encoded");
        line("GET /api/config/flags/\u00c3\u00bc HTTP/1.1", 400, "percent-encoded");
        line("GET " + FLAG + "#fragment HTTP/1.1", 400, "percent-encoded");
        line("G(T " + FLAG + " HTTP/1.1", 400, "");
        line("G\u00e4T " + FLAG + " HTTP/1.1", 400, "");
        line("GET * HTTP/1.1", 400, "must be a path");
        line("OPTIONS * HTTP/1.1", 400, "must be a path");
        line("GET api/config/flags HTTP/1.1", 400, "must be a path");
        line("CONNECT localhost:80 HTTP/1.1", 400, "must be a path");
        line("GET ?environment=production HTTP/1.1", 400, "must be a path");
        line("GET /" + "a".repeat(5000) + " HTTP/1.1", 414, "request line");
        line("GET /" + "a".repeat(100_000) + " HTTP/1.1", 414, "request line");
        line("GET " + FLAG + "?environment=" + "a".repeat(5000) + " HTTP/1.1", 414, "request line");
        line("A".repeat(5000) + " " + FLAG + " HTTP/1.1", 414, "request line");
        row("bare LF", "GET " + FLAG + " HTTP/1.1\nHost: localhost\n\n", 400, "request line");
    }

    private void otherProtocols() {
        row("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, "HTTP version");
        row("TLS hello", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n", 400, "");
        row("PROXY header", "PROXY TCP4 127.0.0.1 127.0.0.1 1 2\r\nGET / HTTP/1.1\r\n\r\n", 400, "HTTP version");
        row("Redis command", "*1\r\n$4\r\nPING\r\n\r\n", 400, "");
        row("SMTP", "EHLO localhost\r\n\r\n", 400, "");
        row("JSON", "{\"isEnabled\":true}\r\n\r\n", 400, "");
        row("zeros first", "\u0000\u0000GET " + FLAG + " HTTP/1.1\r\n" + HOST + "\r\n", 400, "request line");
    }

    private void paths() {
        get("/", 404, "no such resource");
        get("//", 404, "empty segment");
        get("/api", 404, "no such resource");
        get("/api/config", 404, "no such resource");
        get("/api/config/flag", 404, "no such resource");
        get("/api/config/flags/", 404, "empty segment");
        get("//api/config/flags", 404, "empty segment");
        get("/api//config/flags", 404, "empty segment");
        get("/api/config/flags//", 404, "empty segment");
        get(FLAG + "/", 404, "empty segment");
        get(FLAG + "/more", 404, "no such resource");
        get("/API/config/flags", 404, "no such resource");
        get("/api/config/flags;a=b", 404, "no such resource");
        get("/api/config/./flags", 400, "dot segments");
        get("/api/config/../config/flags", 400, "dot segments");
        get("/api/config/flags/.", 400, "dot segments");
        get("/api/config/flags/..", 400, "dot segments");
        get("/api/config/flags/%2e%2e", 400, "dot segments");
        get("/api/config/flags/%2E./a", 400, "dot segments");
        get("/../../../etc/passwd", 400, "dot segments");
        get("/api/config/flags/%2e%2e%2fa", 400, "escaped character");
        get("/api%2Fconfig%2Fflags", 400, "escaped character");
        get("/health", 404, "no such resource");
        get("/metrics", 404, "no such resource");
        get("http://localhost/", 404, "no such resource");
        get("http://localhost", 404, "empty segment");
    }

    private void keys() {
        get("/api/config/flags/a%2Fb", 400, "escaped character");
        get("/api/config/flags/a%5Cb", 400, "escaped character");
        get("/api/config/flags/a%00", 400, "escaped character");
        get("/api/config/flags/a%0d%0aX:%20y", 400, "escaped character");
        get("/api/config/flags/a%20b", 400, "escaped character");
        get("/api/config/flags/%C3%BC", 400, "escaped character");
        get("/api/config/flags/%FF", 400, "escaped character");
        get("/api/config/flags/%", 400, "percent escape");
        get("/api/config/flags/%4", 400, "percent escape");
        get("/api/config/flags/%zz", 400, "percent escape");
        get("/api/config/flags/%u0041", 400, "percent escape");
        get("/api/config/flags/%-1", 400, "percent escape");
        get("/api/config/flags/a:b", 400, "flagKey");
        get("/api/config/flags/a@b", 400, "flagKey");
        get("/api/config/flags/a+b", 400, "flagKey");
        get("/api/config/flags/a~b", 400, "flagKey");
        get("/api/config/flags/a*", 400, "flagKey");
        get("/api/config/flags/a,b", 400, "flagKey");
        get("/api/config/flags/{key}", 400, "flagKey");
        get("/api/config/flags/<script>", 400, "flagKey");
        get("/api/config/flags/'or'1'='1", 400, "flagKey");
        get("/api/config/flags/a\\b", 400, "flagKey");
        get("/api/config/flags/" + "a".repeat(129), 400, "flagKey");
        get("/api/config/flags/" + "a".repeat(3000), 400, "flagKey");
        get("/api/admin/flags/a:b/history", 400, "flagKey");
    }

    private void queries() {
        get(FLAG + "?enviroment=staging", 400, "enviroment");
        get(FLAG + "?Environment=staging", 400, "Environment");
        get(FLAG + "?environment=a&environment=b", 400, "more than once");
        get(FLAG + "?environment=production&environment=production", 400, "more than once");
        get(FLAG + "?environment=", 400, "environment");
        get(FLAG + "?environment", 400, "environment");
        get(FLAG + "?environment=Production", 400, "environment");
        get(FLAG + "?environment=a_b", 400, "environment");
        get(FLAG + "?environment=a%00", 400, "environment");
        get(FLAG + "?environment=%", 400, "percent escape");
        get(FLAG + "?environment=%zz", 400, "percent escape");
        get(FLAG + "?environment=%C3", 400, "environment");
        get(FLAG + "?environment=" + "a".repeat(65), 400, "environment");
        get(FLAG + "?=production", 400, "parameter");
        get(FLAG + "?limit=5", 400, "limit");
        get(FLAG + "?a=1&b=2&c=3", 400, "3 mistakes");
        get("/api/config/flags?key=wishlist", 400, "key");
        get("/api/config/flags?environment=../secrets", 400, "environment");
        get("/api/config/flags/a:b?environment=A&x=1", 400, "3 mistakes");
        get(ADMIN + "/history?limit=0", 400, "limit");
        get(ADMIN + "/history?limit=201", 400, "limit");
        get(ADMIN + "/history?limit=-1", 400, "limit");
        get(ADMIN + "/history?limit=ten", 400, "limit");
        get(ADMIN + "/history?limit=99999999999999999999", 400, "limit");
        get(ADMIN + "/history?before=-1", 400, "before");
        get(ADMIN + "/history?before=x", 400, "before");
        get(ADMIN + "/history?before=1e3", 400, "before");
        get(ADMIN + "/history?before=99999999999999999999", 400, "before");
        get(ADMIN + "/history?limit=0&before=x&after=1", 400, "3 mistakes");
    }

    private void hosts() {
        row("no Host", "GET " + FLAG + " HTTP/1.1\r\n\r\n", 400, "Host");
        row("two Hosts", "GET " + FLAG + " HTTP/1.1\r\n" + HOST + HOST + "\r\n", 400, "Host");
        row("two Hosts, HTTP/1.0", "GET " + FLAG + " HTTP/1.0\r\n" + HOST + HOST + "\r\n", 400, "Host");
        row("Host with a path", "GET " + FLAG + " HTTP/1.1\r\nHost: a/b\r\n\r\n", 400, "Host");
        row("Host with a space", "GET " + FLAG + " HTTP/1.1\r\nHost: a b\r\n\r\n", 400, "Host");
        row("Host with a user", "GET " + FLAG + " HTTP/1.1\r\nHost: u@a\r\n\r\n", 400, "Host");
        row("Host with a bad port", "GET " + FLAG + " HTTP/1.1\r\nHost: a:port\r\n\r\n", 400, "Host");
    }

    private void headers() {
        header("No colon", 400, "header");
        header(": no name", 400, "header");
        header("Sp ace: x", 400, "header");
        header("Space : x", 400, "header");
        header("Na(me: x", 400, "header");
        header("N\u00e4me: x", 400, "header");
        header("Name: a\u0000b", 400, "header");
        header("Name: a\rb", 400, "header");
        header("Name: a\nb: c", 400, "header");
        header("Na\u0000me: x", 400, "header");
        header("Big: " + "x".repeat(9000), 431, "headers");
        header("Big: " + "x".repeat(200_000), 431, "headers");
        header("x: y\r\n".repeat(4000) + "z: z", 431, "headers");
        header("X".repeat(9000) + ": y", 431, "headers");
    }

    private void framing() {
        String start = "PATCH " + ADMIN + " HTTP/1.1\r\n" + HOST + TOKEN + "Content-Type: application/json\r\n";
        row("two lengths", start + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", 400, "Content-Length");
        row("same length twice", start + "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}", 400, "Content-Length");
        row("list of lengths", start + "Content-Length: 2, 2\r\n\r\n{}", 400, "Content-Length");
        row("negative length", start + "Content-Length: -2\r\n\r\n{}", 400, "Content-Length");
        row("signed length", start + "Content-Length: +2\r\n\r\n{}", 400, "Content-Length");
        row("length of letters", start + "Content-Length: two\r\n\r\n{}", 400, "Content-Length");
        row("hexadecimal length", start + "Content-Length: 0x2\r\n\r\n{}", 400, "Content-Length");
        row("empty length", start + "Content-Length:\r\n\r\n{}", 400, "Content-Length");
        row("length beyond numbers", start + "Content-Length: 99999999999999999999\r\n\r\n{}", 400, "Content-Length");
        row(
                "length and chunks",
                start + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                400,
                "Transfer-Encoding");
        row(
                "chunks and length",
                start + "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n0\r\n\r\n",
                400,
                "Transfer-Encoding");
        row("gzip", start + "Transfer-Encoding: gzip\r\n\r\n", 400, "Transfer-Encoding");
        row("gzip, chunked", start + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 400, "Transfer-Encoding");
        row(
                "chunked twice",
                start + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                400,
                "Transfer-Encoding");
        row("xchunked", start + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 400, "Transfer-Encoding");
        row("identity", start + "Transfer-Encoding: identity\r\n\r\n", 400, "Transfer-Encoding");
        row(
                "chunks in HTTP/1.0",
                "PATCH " + ADMIN + " HTTP/1.0\r\n" + TOKEN + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                400,
                "Transfer-Encoding");
        header("Content-Length: 3\r\n\r\nabc", 400, "no body");
        header("Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0", 400, "no body");
    }

    private void chunks() {
        String start = "PATCH " + ADMIN + " HTTP/1.1\r\n" + HOST + TOKEN
                + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
        row("chunk size of letters", start + "xyz\r\n{}\r\n0\r\n\r\n", 400, "chunks");
        row("negative chunk size", start + "-2\r\n{}\r\n0\r\n\r\n", 400, "chunks");
        row("huge chunk size", start + "FFFFFFFFFFFF\r\n{}\r\n0\r\n\r\n", 400, "chunks");
        row("no chunk size", start + "\r\n{}\r\n0\r\n\r\n", 400, "chunks");
        row("chunk longer than its size", start + "1\r\n{}\r\n0\r\n\r\n", 400, "chunks");
        row("bare LF after a size", start + "2\n{}\n0\n\n", 400, "chunks");
        row("chunks of 65537 bytes", start + "10001\r\n" + " ".repeat(65_537) + "\r\n0\r\n\r\n", 413, "65536");
        row("many chunks", start + ("1000\r\n" + " ".repeat(4096) + "\r\n").repeat(40) + "0\r\n\r\n", 413, "65536");
        row("no chunk at all", start + "0\r\n\r\n", 400, "empty");
    }

    private void methods() {
        for (String method : List.of("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "get", "BREW", "PROPFIND")) {
            line(method + " " + FLAG + " HTTP/1.1", 405, "GET, HEAD");
        }
        line("CONNECT " + FLAG + " HTTP/1.1", 405, "GET, HEAD");
        line("DELETE /api/config/flags HTTP/1.1", 405, "GET, HEAD");
        line("GET " + ADMIN + " HTTP/1.1", 405, "PATCH, PUT, DELETE");
        line("PUT " + ADMIN + "/history HTTP/1.1", 405, "GET, HEAD");
    }

    private void tokens() {
        String start = "DELETE " + ADMIN + " HTTP/1.1\r\n" + HOST;
        row("no token", start + "\r\n", 401, "token is needed");
        row("wrong token", start + "Authorization: Bearer wrong\r\n\r\n", 401, "not one of");
        row("empty token", start + "Authorization: Bearer \r\n\r\n", 401, "no token");
        row("bare scheme", start + "Authorization: Bearer\r\n\r\n", 401, "no token");
        row("empty header", start + "Authorization:\r\n\r\n", 401, "Bearer");
        row("other scheme", start + "Authorization: Basic YTpi\r\n\r\n", 401, "another scheme");
        row("token without scheme", start + "Authorization: " + FlagApi.ADMIN + "\r\n\r\n", 401, "another scheme");
        row("two words", start + "Authorization: Bearer a b\r\n\r\n", 401, "no token");
        row("non-ASCII token", start + "Authorization: Bearer \u00e4\r\n\r\n", 401, "no token");
        row("long token", start + "Authorization: Bearer " + "a".repeat(7000) + "\r\n\r\n", 401, "not one of");
        row("two tokens", start + TOKEN + TOKEN + "\r\n", 400, "Authorization");
        row("the token's hash", start + "Authorization: Bearer " + FlagApi.ADMIN_HASH + "\r\n\r\n", 401, "not one of");
        row("no token, no JSON", "PUT " + ADMIN + " HTTP/1.1\r\n" + HOST + "Content-Length: 1\r\n\r\n{", 401, "token");
    }

    private void conditions() {
        for (String tags :
                List.of("x", "\"1", "1\"", "\"a b\"", "\"1\" \"2\"", "W/1", "w/\"1\"", "*, \"1\"", ",", "\"1\"x")) {
            header("If-None-Match: " + tags, 400, "If-None-Match");
        }
        header("If-Match: x", 400, "If-Match");
        for (String revision : List.of("-1", "1.0", "x", "", "01", "1 2", "0x1", "99999999999999999999")) {
            header("Flags-Min-Revision: " + revision, 400, "Flags-Min-Revision");
        }
        header("Flags-Min-Revision: 1\r\nFlags-Min-Revision: 1", 400, "Flags-Min-Revision");
        header("Flags-Min-Revision: 1000", 409, "Flags-Min-Revision");
        header("Flags-Min-Revision: x\r\nIf-None-Match: y", 400, "2 mistakes");
        String json = "Content-Type: application/json\r\n";
        body("PATCH", json + "If-Match: x\r\n", "{}", 400, "If-Match");
        body("PATCH", json + "If-Match: \"999\"\r\n", "{}", 412, "currentETag");
        body("PATCH", json + "If-Match: W/\"1\"\r\n", "{}", 412, "currentETag");
        body("PATCH", json + "If-None-Match: *\r\n", "{}", 400, "If-None-Match");
        body("PUT", json + "If-None-Match: \"1\"\r\n", "{}", 400, "If-None-Match");
        body("PUT", json + "If-None-Match: *\r\n", "{\"isEnabled\":true}", 412, "currentETag");
        body("PUT", json + "If-Match: *\r\nIf-None-Match: *\r\n", "{}", 400, "contradicts");
    }

    private void mediaTypes() {
        for (String type : List.of(
                "text/plain",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "application/json-patch+json",
                "application/jsonx",
                "json",
                "*/*",
                "application/json; charset=iso-8859-1",
                "application/json; charset=utf-16",
                "application/json; version=1",
                "application/json, application/json",
                ";")) {
            body("PATCH", "Content-Type: " + type + "\r\n", "{}", 415, "Content-Type");
        }
        body("PATCH", "", "{}", 415, "Content-Type");
        body("PUT", "Content-Type: application/merge-patch+json\r\n", "{}", 415, "Content-Type");
        body(
                "PATCH",
                "Content-Type: application/json\r\nContent-Type: application/json\r\n",
                "{}",
                415,
                "Content-Type");
        body("PATCH", "Content-Type: application/json\r\nContent-Encoding: gzip\r\n", "{}", 415, "Content-Encoding");
    }

    private void notJson() {
        for (String body : List.of(
                "{",
                "}",
                "{\"isEnabled\"",
                "{\"isEnabled\":",
                "{\"isEnabled\":tru",
                "{\"isEnabled\":true",
                "{\"isEnabled\":true,}",
                "{isEnabled:true}",
                "{'isEnabled':true}",
                "{\"isEnabled\":TRUE}",
                "{\"isEnabled\":undefined}",
                "{\"rolloutPercentage\":NaN}",
                "{\"rolloutPercentage\":Infinity}",
                "{\"rolloutPercentage\":+1}",
                "{\"rolloutPercentage\":01}",
                "{\"rolloutPercentage\":.5}",
                "{\"rolloutPercentage\":5.}",
                "{\"rolloutPercentage\":1e}",
                "{\"rolloutPercentage\":0x1F}",
                "{\"description\":\"a\nb\"}",
                "{\"description\":\"\\x\"}",
                "{\"description\":\"\\u12\"}",
                "{\"description\":\"unclosed}",
                "{\"isEnabled\":true /* c */}",
                "// c\n{}",
                "{\"a\":1 \"b\":2}",
                "{,}",
                "[1,",
                "nul",
                "isEnabled=true",
                "<flag/>",
                "{\"isEnabled\":true}}",
                "\u0000",
                "\u0000{}")) {
            json(body, 400, "not JSON");
        }
        json("{\"rolloutPercentage\":" + "1".repeat(2000) + "}", 400, "too long");
        json("{\"" + "n".repeat(60_000) + "\":1}", 400, "too long");
        json("[".repeat(60_000), 400, "too deeply");
        json("{\"a\":".repeat(10_000), 400, "too deeply");
        json("{}{}", 400, "more than one");
        json("{} true", 400, "more than one");
        json("{}\u00ff", 400, "not UTF-8");
        json("{\"description\":\"\u00c3(\"}", 400, "not UTF-8");
        json("{\"description\":\"\u00c0\u00af\"}", 400, "not UTF-8");
        json("{\"description\":\"\u00ed\u00a0\u0080\"}", 400, "not UTF-8");
        json("{\"description\":\"\u00e4\"}", 400, "not UTF-8");
        json("\u00fe\u00ff\u0000{\u0000}", 400, "not UTF-8");
        json("\u0000{\u0000}", 400, "not JSON");
        json("", 400, "empty");
        json("   ", 400, "empty");
    }

    private void notObjects() {
        for (String body :
                List.of("[]", "null", "true", "1", "\"isEnabled\"", "[{\"isEnabled\":true}]", "1e999999999")) {
            json(body, 422, "not a JSON object");
        }
    }

    private void wrongMembers() {
        json("{\"isenabled\":true}", 422, "isenabled");
        json("{\"enabled\":true}", 422, "enabled");
        json("{\"key\":\"other\"}", 422, "key");
        json("{\"revision\":1}", 422, "revision");
        json("{\"updatedAt\":\"2026-01-01T00:00:00Z\"}", 422, "updatedAt");
        json("{\"environment\":\"staging\"}", 422, "environment");
        json("{\"\":1}", 422, "field");
        json("{\"__proto__\":{}}", 422, "__proto__");
        json("{\"" + "n".repeat(40_000) + "\":1}", 422, "nnn");
        json("{\"isEnabled\":true,\"isEnabled\":false}", 422, "more than once");
        json("{\"isEnabled\":true,\"isEnable\\u0064\":true}", 422, "more than once");
        json("{\"isEnabled\":null}", 422, "isEnabled");
        json("{\"isEnabled\":\"true\"}", 422, "isEnabled");
        json("{\"isEnabled\":1}", 422, "isEnabled");
        json("{\"isEnabled\":{}}", 422, "isEnabled");
        json("{\"isEnabled\":[true]}", 422, "isEnabled");
        json("{\"isEnabled\":" + "[".repeat(500) + "]".repeat(500) + "}", 422, "isEnabled");
        json("{\"isEnabled\":1,\"rolloutPercentage\":\"x\",\"description\":2,\"x\":3}", 422, "4 mistakes");
        json("{" + "\"x\":1,".repeat(5000) + "\"y\":1}", 422, "5001 mistakes");
        putJson("{}", 422, "isEnabled");
        putJson("{\"rolloutPercentage\":5}", 422, "is required");
        putJson("{\"isEnabled\":null}", 422, "true or false");
        putJson("{\"isEnabled\":true,\"rolloutPercentage\":null}", 422, "rolloutPercentage");
        putJson("{\"isEnabled\":true,\"description\":null}", 422, "description");
        putJson("{\"rolloutPercentage\":101,\"description\":1}", 422, "3 mistakes");
    }

    private void wrongPercentages() {
        for (String number : List.of(
                "-1",
                "-0.001",
                "100.001",
                "101",
                "1e3",
                "0.0001",
                "33.3333",
                "1e999999999",
                "1e-999999999",
                "-1e999999999",
                "1e99999999999999",
                "1e-99999999999999",
                "9".repeat(900),
                "0." + "0".repeat(900) + "1",
                "\"50\"",
                "true",
                "[50]",
                "{\"value\":50}")) {
            json("{\"rolloutPercentage\":" + number + "}", 422, "rolloutPercentage");
        }
    }

    private void wrongDescriptions() {
        for (String text : List.of(
                "1",
                "true",
                "[]",
                "{}",
                "\"" + "d".repeat(1001) + "\"",
                "\"a\\u0000b\"",
                "\"\\ud800\"",
                "\"\\udc00\\ud800\"",
                "\"" + "d".repeat(60_000) + "\"")) {
            json("{\"description\":" + text + "}", 422, "description");
        }
    }

    private void bodies() {
        json(" ".repeat(65_537), 413, "65536");
        json("{\"description\":\"" + "d".repeat(200_000) + "\"}", 413, "65536");
        String start = "PATCH " + ADMIN + " HTTP/1.1\r\n" + HOST + TOKEN + "Content-Type: application/json\r\n";
        row("a terabyte announced", start + "Content-Length: 1099511627776\r\n\r\n{}", 413, "65536");
        row("413 instead of 100", start + "Expect: 100-continue\r\nContent-Length: 65537\r\n\r\n", 413, "65536");
        row("unknown expectation", start + "Expect: 200-ok\r\nContent-Length: 2\r\n\r\n{}", 417, "Expect");
        row("no body at all", start + "\r\n", 400, "empty");
        row(
                "pipelined garbage",
                "PATCH " + ADMIN + " HTTP/1.1\r\n" + HOST + TOKEN
                        + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{]GARBAGE\r\n\r\n",
                400,
                "not JSON");
        row(
                "flag that is not there",
                "PATCH /api/admin/flags/nobody HTTP/1.1\r\n" + HOST + TOKEN
                        + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
                404,
                "nobody");
    }
}
