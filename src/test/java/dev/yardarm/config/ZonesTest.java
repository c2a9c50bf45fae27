package dev.yardarm.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which zone a host is in. */
class ZonesTest {

    @ParameterizedTest
    @CsvSource({
        "10.0.1.0, a",
        "10.0.1.255, a",
        "10.0.2.0, b",
        "10.0.3.255, b",
        "10.0.4.0, none",
        "10.0.0.255, none",
        "::10.0.1.1, none",
        "10.0.1, none",
        "10.0.1.256, none",
        "ten, none"
    })
    void of_ipv4Networks_isByThePrefix(String host, String zone) {
        assertThat(ZonesOf.text("10.0.1.0/24=a,10.0.2.0/23=b").of(host).orElse("none"))
                .isEqualTo(zone);
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8:1::1, a",
        "2001:DB8:1:ffff::, a",
        "2001:db8:2::1, b",
        "2001:db8:2::2, none",
        "2001:db9::, none",
        "10.0.1.1, none",
        "1:2:3, none"
    })
    void of_ipv6Networks_isByThePrefix(String host, String zone) {
        assertThat(ZonesOf.text("2001:db8:1::/48=a,2001:db8:2::1/128=b")
                        .of(host)
                        .orElse("none"))
                .isEqualTo(zone);
    }

    @ParameterizedTest
    @CsvSource({"one.example, a", "ONE.example, a", "10.0.1.1, b", "::1, c", "two.example, none"})
    void of_hosts_isByTheName(String host, String zone) {
        assertThat(ZonesOf.text("one.example=a,10.0.1.1=b,[::1]=c").of(host).orElse("none"))
                .isEqualTo(zone);
    }

    @Test
    void of_severalThatFit_isTheFirst() {
        Zones zones = ZonesOf.text("10.0.1.7=own,10.0.1.0/24=a,0.0.0.0/0=rest");

        assertThat(zones.of("10.0.1.7")).contains("own");
        assertThat(zones.of("10.0.1.8")).contains("a");
        assertThat(zones.of("192.168.0.1")).contains("rest");
    }

    @Test
    void of_none_isNoZone() {
        assertThat(Zones.NONE.of("10.0.1.1")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "''; must be written",
                "10.0.1.0/24; must be written",
                "=a; must be written",
                "h=a=b; must be written",
                "h=; zone that is not 1 to 64",
                "h=a b; zone that is not 1 to 64",
                "ten/8=a; does not begin with an address",
                "10.0.1/24=a; does not begin with an address",
                "/24=a; does not begin with an address",
                "1:2:3/24=a; does not begin with an address",
                "10.0.1.0/33=a; whole number from 0 to 32",
                "10.0.1.0/=a; whole number from 0 to 32",
                "10.0.1.0/-1=a; whole number from 0 to 32",
                "::/129=a; whole number from 0 to 128",
                "a b=a; host that is missing or not a name",
                "[::g]=a; not an IPv6 address",
                "1:2:3=a; not an IPv6 address"
            })
    void parse_mistake_isSaidWithItsPlace(String entry, String what) {
        assertThatThrownBy(() -> Zones.parse("first=a," + entry))
                .isInstanceOf(Mistake.class)
                .hasMessageStartingWith("entry 2 ")
                .hasMessageContaining(what);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.1.0/24=a,10.0.1.9/24=b", "h=a,h=a", "::/0=a,1::/0=b"})
    void parse_sameHostsTwice_fails(String text) {
        assertThatThrownBy(() -> Zones.parse(text))
                .isInstanceOf(Mistake.class)
                .hasMessage("entry 2 gives hosts a zone for the second time");
    }

    @Test
    void name_form_isOneTo64Characters() throws Mistake {
        assertThat(Zones.name("eu-west_1.a")).isEqualTo("eu-west_1.a");
        assertThat(Zones.name("z".repeat(64))).hasSize(64);
        assertThatThrownBy(() -> Zones.name("z".repeat(65))).isInstanceOf(Mistake.class);
    }
}
