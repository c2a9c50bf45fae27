package dev.yardarm.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Flag;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import dev.yardarm.flag.RolloutPercentage;
import io.vertx.core.buffer.Buffer;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The bytes of a flag: what is written, and all that is not read. */
class FlagJsonTest {
    private static final String WHOLE =
            "{\"key\":\"wishlist-feature\",\"environment\":\"production\",\"isEnabled\":true,"
                    + "\"rolloutPercentage\":100,\"description\":\"Wishlist page\",\"revision\":42,"
                    + "\"updatedAt\":\"2026-11-21T07:30:00.123Z\"}";

    private static final String CHARACTERS =
            "aZ09 \"\\/{}[]:,\b\f\n\r\t\u0001\u001f\u007f\u0080éßЖ漢\u2028\u2029\uFEFF\uFFFD\uFFFF";

    @Test
    void encode_flagOfTheContract_isExactlyItsJson() {
        assertThat(FlagJson.encode(wishlist("Wishlist page")).toString()).isEqualTo(WHOLE);
    }

    @Test
    void encode_specialCharacters_escapesWhatJsonDemandsAndNotMore() {
        assertThat(FlagJson.encode(wishlist("\"\\\n\u0001/é漢")).toString(StandardCharsets.UTF_8))
                .contains("\"description\":\"\\\"\\\\\\n\\u0001/é漢\"");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "5.000, 5", "12.50, 12.5", "0.001, 0.001", "1E+2, 100", "1E+1, 10"})
    void encode_percentage_isPlain(String percentage, String written) {
        Flag flag = new Flag(
                new FlagKey("a"),
                new Environment("production"),
                false,
                new RolloutPercentage(new BigDecimal(percentage)),
                "",
                new Revision(1),
                Instant.EPOCH);

        assertThat(FlagJson.encode(flag).toString()).contains("\"rolloutPercentage\":" + written + ",");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-21T07:30:00Z, 2026-11-21T07:30:00.000Z",
        "2026-11-21T07:30:00.1Z, 2026-11-21T07:30:00.100Z",
        "2026-11-21T07:30:00.123999Z, 2026-11-21T07:30:00.123Z"
    })
    void time_anyInstant_hasThreeDecimals(String instant, String written) {
        assertThat(FlagJson.time(Instant.parse(instant))).isEqualTo(written);
    }

    @ParameterizedTest
    @MethodSource("generated")
    void decode_ofWhatWasEncoded_isEqual(Flag flag) {
        Buffer json = FlagJson.encode(flag);

        assertThat(FlagJson.decode(json)).isEqualTo(flag);
        assertThat(FlagJson.encode(FlagJson.decode(json))).isEqualTo(json);
    }

    static Stream<Flag> generated() {
        Random random = new Random(20261121);
        return IntStream.range(0, 100).mapToObj(i -> generate(random));
    }

    @Test
    void decode_surrogatesInThreeBytesEach_isRefused() {
        byte[] emoji = {(byte) 0xED, (byte) 0xA0, (byte) 0xBD, (byte) 0xED, (byte) 0xB8, (byte) 0x80};
        String[] around = WHOLE.split("Wishlist", 2);

        assertRefused(Buffer.buffer(around[0]).appendBytes(emoji).appendString(around[1]));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "true",
                "7",
                "\"text\"",
                "[]",
                "{",
                "{}",
                "}",
                "not json",
                "{\"key\":\"wishlist-feature\"}",
                WHOLE + WHOLE,
                WHOLE + "x",
                WHOLE + ",",
                WHOLE + "]",
                "[" + WHOLE + "]",
                "{\"flag\":" + WHOLE + "}",
                "\uFEFF" + WHOLE
            })
    void decode_anythingButOneFlag_isRefused(String json) {
        assertRefused(Buffer.buffer(json));
    }

    @Test
    void decode_cutAnywhere_isRefused() {
        Buffer whole = Buffer.buffer(WHOLE);
        for (int length = 0; length < whole.length(); length++) {
            assertRefused(whole.getBuffer(0, length));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // Missing, unknown and repeated members.
                "\"isEnabled\":true,|``",
                "\"revision\":42,|``",
                "\"description\":\"Wishlist page\",|``",
                "{|{\"extra\":1,",
                "{|{\"extra\":{\"a\":{\"b\":{}}},",
                "\"key\"|\"Key\"",
                "\"isEnabled\":true|\"isEnabled\":true,\"isEnabled\":true",
                "\"revision\":42|\"revision\":42,\"revision\":42",
                // Wrong types.
                "\"wishlist-feature\"|7",
                "\"wishlist-feature\"|null",
                "\"wishlist-feature\"|[\"wishlist-feature\"]",
                "\"production\"|{}",
                ":true|:\"true\"",
                ":true|:1",
                ":true|:null",
                ":100|:\"100\"",
                ":100|:null",
                ":100|:[100]",
                "\"Wishlist page\"|null",
                "\"Wishlist page\"|{\"a\":\"b\"}",
                ":42|:42.0",
                ":42|:4.2e1",
                ":42|:\"42\"",
                ":42|:null",
                "\"2026-11-21T07:30:00.123Z\"|1795246200123",
                // Values that are none.
                "wishlist-feature|#revision",
                "wishlist-feature|``",
                "production|Production",
                ":true|:True",
                ":100|:100.001",
                ":100|:-1",
                ":100|:1.2345",
                ":100|:1e-100000000",
                ":100|:1e999999999",
                ":100|:NaN",
                ":100|:+5",
                ":100|:05",
                ":42|:-1",
                ":42|:042",
                ":42|:9223372036854775808",
                ":42|:99999999999999999999999999999999",
                "2026-11-21T07:30:00.123Z|yesterday",
                "2026-11-21T07:30:00.123Z|2026-02-30T00:00:00.000Z",
                "2026-11-21T07:30:00.123Z|2026-11-21T07:30:00.123",
                "2026-11-21T07:30:00.123Z|``",
                "Wishlist page|\\u0000",
                "Wishlist page|\\ud83d",
                "Wishlist page|\\ude00\\ud83d",
                "Wishlist page|\\x41",
                // Not JSON.
                "\"key\":|\"key\" ",
                "\"key\":|key:",
                "true,|true,,",
                "{|{/* a comment */",
                "}|,}",
                "Wishlist page|Wishlist\tpage"
            })
    void decode_damagedFlag_isRefused(String part, String damage) {
        assertThat(WHOLE).contains(part);

        assertRefused(Buffer.buffer(WHOLE.replace(part, damage)));
    }

    @Test
    void decode_descriptionTooLong_isRefused() {
        assertRefused(Buffer.buffer(WHOLE.replace("Wishlist page", "x".repeat(1001))));
    }

    @Test
    void decode_numberOfManyDigits_isRefused() {
        assertRefused(Buffer.buffer(WHOLE.replace(":100", ":1" + "0".repeat(5000))));
    }

    @Test
    void decode_bytesThatAreNoUtf8_isRefused() {
        Buffer broken = Buffer.buffer(WHOLE);
        int description = WHOLE.indexOf("Wishlist page");
        broken.setByte(description, (byte) 0xC3);
        assertRefused(broken);
        broken.setByte(description, (byte) 0xFF);
        assertRefused(broken);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16BE", "UTF-16LE", "UTF-16", "UTF-32BE", "UTF-32LE"})
    void decode_anotherEncodingThanUtf8_isRefused(String charset) {
        assertRefused(Buffer.buffer(WHOLE.getBytes(Charset.forName(charset))));
    }

    @Test
    void decode_deeplyNested_isRefused() {
        assertRefused(Buffer.buffer(WHOLE.replace(":100", ":" + "[".repeat(100_000))));
    }

    private static void assertRefused(Buffer json) {
        assertThatIllegalArgumentException().as(() -> json.toString()).isThrownBy(() -> FlagJson.decode(json));
    }

    private static Flag wishlist(String description) {
        return new Flag(
                new FlagKey("wishlist-feature"),
                new Environment("production"),
                true,
                RolloutPercentage.ALL,
                description,
                new Revision(42),
                Instant.parse("2026-11-21T07:30:00.123Z"));
    }

    private static Flag generate(Random random) {
        return new Flag(
                new FlagKey(text(random, "abcXYZ019._-", 1 + random.nextInt(128))),
                new Environment(text(random, "abcxyz019-", 1 + random.nextInt(64))),
                random.nextBoolean(),
                new RolloutPercentage(BigDecimal.valueOf(random.nextInt(100_001), 3)),
                description(random),
                new Revision(random.nextLong() >>> (1 + random.nextInt(62))),
                Instant.ofEpochMilli(random.nextInt() * 2_000L + random.nextInt(1000)));
    }

    private static String text(Random random, String alphabet, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    private static String description(Random random) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(Flag.DESCRIPTION_LENGTH + 1);
        for (int i = 0; i < length; i++) {
            if (random.nextInt(10) == 0) {
                text.appendCodePoint(0x10000 + random.nextInt(0x100000));
            } else {
                text.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
            }
        }
        return text.toString();
    }
}
