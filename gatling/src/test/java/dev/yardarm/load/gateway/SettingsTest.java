package dev.yardarm.load.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    private static Settings settings(Map<String, String> properties) {
        return new Settings(properties::get, name -> null);
    }

    @Test
    void duration_withUnit_isRead() {
        assertThat(settings(Map.of("duration", "90s")).duration("duration", Duration.ZERO))
                .isEqualTo(Duration.ofSeconds(90));
    }

    @ParameterizedTest
    @ValueSource(strings = {"90", "0s", "1.5m", "-1s", "ten minutes", "25h", "9999999999ms"})
    void duration_malformed_isRefusedByName(String value) {
        assertThatThrownBy(() -> settings(Map.of("duration", value)).duration("duration", Duration.ZERO))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("-Dduration=" + value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "many", "1e3"})
    void number_malformed_isRefusedByName(String value) {
        assertThatThrownBy(() -> settings(Map.of("users", value)).number("users", 1))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("-Dusers=" + value);
    }

    @Test
    void secret_inTheEnvironment_isFoundUnderItsNameInCapitals() {
        Settings settings = new Settings(name -> null, Map.of("ADMIN_TOKEN", "t")::get);

        assertThat(settings.secret("adminToken")).contains("t");
        assertThat(settings.text("adminToken")).isEmpty();
    }

    @Test
    void isOn_switch_takesNothingTrueOrFalseAlone() {
        assertThat(settings(Map.of("short", "")).isOn("short")).isTrue();
        assertThat(settings(Map.of("short", "true")).isOn("short")).isTrue();
        assertThat(settings(Map.of("short", "false")).isOn("short")).isFalse();
        assertThat(settings(Map.of()).isOn("short")).isFalse();
        assertThatThrownBy(() -> settings(Map.of("short", "no")).isOn("short"))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("-Dshort=no");
    }

    @Test
    void secret_lineBreakInIt_isRefusedWithoutIt() {
        assertThatThrownBy(() -> Target.check(settings(Map.of("adminToken", "s3cret\nx"))))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("-DadminToken")
                .message()
                .doesNotContain("s3cret");
    }

    @Test
    void target_patienceThatSeesNoHang_isRefused() {
        assertThatThrownBy(() -> Target.check(settings(Map.of("redisPatience", "11s"))))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("-DredisPatience");
    }

    @Test
    void target_anotherGateway_isWhereChangesAreReadAgain() {
        assertThat(Target.of(settings(Map.of("baseUrl", "http://h:1"))).other()).isEqualTo(URI.create("http://h:1"));
        assertThat(Target.of(settings(Map.of("baseUrl", "http://h:1", "besideUrl", "http://h:2")))
                        .other())
                .isEqualTo(URI.create("http://h:2"));
    }

    @Test
    void target_slashAtTheEnd_isTakenAway() {
        assertThat(Target.of(settings(Map.of("baseUrl", "http://h:1/"))).base()).isEqualTo(URI.create("http://h:1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"h:8080", "redis://h:1", "http:///x", "http://h:1 2"})
    void target_malformedAddress_isRefused(String value) {
        assertThatThrownBy(() -> Target.of(settings(Map.of("baseUrl", value))))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("-DbaseUrl=" + value);
    }

    @Test
    void target_nothingGiven_saysBothWays() {
        assertThatThrownBy(() -> Target.of(settings(Map.of())))
                .hasMessageContaining("-Plocal")
                .hasMessageContaining("-DbaseUrl");
    }

    @Test
    void target_addressMap_leadsToWhatIsReachable() {
        Target target =
                Target.of(settings(Map.of("baseUrl", "http://h:1", "redisAddresses", "10.0.0.1:7000=localhost:7000")));

        assertThat(target.reachable("10.0.0.1:7000")).isEqualTo("localhost:7000");
        assertThat(target.reachable("10.0.0.2:7000")).isEqualTo("10.0.0.2:7000");
    }

    @Test
    void target_shown_hasNoSecret() {
        Target target =
                Target.of(settings(Map.of("baseUrl", "http://h:1", "adminToken", "s3cret", "redisPassword", "s3cret")));

        assertThat(target + " " + target.redis()).doesNotContain("s3cret");
    }
}
