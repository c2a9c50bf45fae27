package dev.yardarm.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FlagApiIT {
    private FlagApi api = FlagApi.open();

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void smoke() {
        HttpResponse<String> created = api.put("a", "{\"isEnabled\":true}");
        System.out.println(created + " " + created.headers().map() + created.body());
        HttpResponse<String> r = api.get("/api/config/flags/a");
        System.out.println(r + " " + r.headers().map() + r.body());
        r = api.get("/api/config/flags");
        System.out.println(r + " " + r.headers().map() + r.body());
        r = api.get("/api/config/flags/b");
        System.out.println(r + " " + r.headers().map() + r.body());
        assertThat(created.statusCode()).isEqualTo(201);
    }
}
