package dev.yardarm.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.yardarm.http.Refusal.Kind;
import dev.yardarm.migration.Instruction;
import dev.yardarm.migration.Plan;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MigrationBodyTest {
    private static final String DURATION = " with its unit, as in 250ms, 2s, 5m or 1h";
    private static final String HOLD = "/plan/hold: must be a duration from 1ms to 720h" + DURATION;
    private static final String P95 = "/plan/maxP95: must be a duration from 1ms to 10s" + DURATION;

    /** In the table, with single quotes, for what the plan has besides. */
    private static final String BOUNDS = "'hold':'1h','maxErrorRate':0.001,'minHitRate':0.8,'maxP95':'100ms'";

    private static Instruction parse(String json) {
        return MigrationBody.parse(Buffer.buffer(written(json)));
    }

    private static String written(String json) {
        return json.replace("BOUNDS", BOUNDS).replace('\'', '"');
    }

    private static List<String> mistakes(String json) {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> parse(json));
        assertThat(refusal.kind()).isEqualTo(Kind.CONTENT_INVALID);
        return refusal.mistakes().stream()
                .map(mistake -> mistake.name() + ": " + mistake.message())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "0.1, 0.1", "1e-3, 0.001", "100e-2, 1", "-0, 0", "1e-999999999, 0"})
    void share_inRange_isTaken(String number, double share) {
        assertThat(parse("{'clusterShare': " + number + "}")).isEqualTo(new Instruction.SetShare(share));
    }

    @Test
    void action_each_isTaken() {
        assertThat(parse("{'action':'pause'}")).isEqualTo(new Instruction.Pause());
        assertThat(parse("{'action':'resume'}")).isEqualTo(new Instruction.Resume());
        assertThat(parse("{'action':'abort'}")).isEqualTo(new Instruction.Abort());
    }

    @Test
    void plan_whole_isTaken() {
        assertThat(parse("{'plan':{'steps':[0.10,0.50,1.0],BOUNDS,'minOperations':1000000}}"))
                .isEqualTo(new Instruction.Start(new Plan(
                        List.of(0.1, 0.5, 1.0),
                        Duration.ofHours(1),
                        new Plan.Bounds(0.001, 0.8, Duration.ofMillis(100)),
                        1_000_000)));
    }

    @Test
    void plan_withoutOperations_takesTheDefault() {
        assertThat(parse("{'plan':{'steps':[1],BOUNDS}}"))
                .isInstanceOfSatisfying(
                        Instruction.Start.class,
                        start -> assertThat(start.plan().leastOperations()).isEqualTo(Plan.LEAST_OPERATIONS));
    }

    @Test
    void plan_atItsLimits_isTaken() {
        assertThat(parse("{'plan':{'steps':[1e-9],'hold':'1ms','maxErrorRate':0,'minHitRate':1,'maxP95':'1ms',"
                        + "'minOperations':1}}"))
                .isInstanceOf(Instruction.Start.class);
        assertThat(parse("{'plan':{'steps':[1],'hold':'720h','maxErrorRate':1,'minHitRate':0,'maxP95':'10s'}}"))
                .isInstanceOf(Instruction.Start.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | : needs one of clusterShare, plan and action",
                "{'share':0.1} | /share: is not a field that can be set; : needs one of clusterShare, plan and action",
                "{'clusterShare':0,'action':'abort'} | : takes only one of clusterShare, plan and action",
                "{'clusterShare':2,'plan':null,'action':1} | /clusterShare: must be from 0 to 1; /plan: must be an object;"
                        + " /action: must be one of: pause, resume, abort;"
                        + " : takes only one of clusterShare, plan and action",
                "{'clusterShare':0.1,'clusterShare':0.2} | /clusterShare: is given more than once",
                "{'clusterShare':0.1,'a/b~c':1} | /a~1b~0c: is not a field that can be set",
                "{'clusterShare':'0.1'} | /clusterShare: must be a number",
                "{'clusterShare':null} | /clusterShare: must be a number",
                "{'clusterShare':[0.1]} | /clusterShare: must be a number",
                "{'clusterShare':-0.001} | /clusterShare: must be from 0 to 1",
                "{'clusterShare':1.001} | /clusterShare: must be from 0 to 1",
                "{'clusterShare':10} | /clusterShare: must be from 0 to 1",
                "{'clusterShare':1e999999999} | /clusterShare: must be from 0 to 1",
                "{'action':'stop'} | /action: must be one of: pause, resume, abort",
                "{'action':''} | /action: must be one of: pause, resume, abort",
                "{'action':{'x':'pause'}} | /action: must be one of: pause, resume, abort",
                "{'plan':[0.1]} | /plan: must be an object",
                "{'plan':{}} | /plan/steps: is required; /plan/hold: is required; /plan/maxErrorRate: is required;"
                        + " /plan/minHitRate: is required; /plan/maxP95: is required",
                "{'plan':{'steps':[],BOUNDS}} | /plan/steps: needs one step at least",
                "{'plan':{'steps':1,BOUNDS}} | /plan/steps: must be an array of shares",
                "{'plan':{'steps':{'0':1},BOUNDS}} | /plan/steps: must be an array of shares",
                "{'plan':{'steps':[0,1],BOUNDS}} | /plan/steps/0: must be above 0 and at most 1",
                "{'plan':{'steps':[0.5,1.1,-1],BOUNDS}} | /plan/steps/1: must be above 0 and at most 1;"
                        + " /plan/steps/2: must be above 0 and at most 1",
                "{'plan':{'steps':[0.5,0.5,0.1,1],BOUNDS}} | /plan/steps/1: must be above the step before;"
                        + " /plan/steps/2: must be above the step before",
                "{'plan':{'steps':[0.1,'0.5',[0.6],null],BOUNDS}} | /plan/steps/1: must be a number;"
                        + " /plan/steps/2: must be a number; /plan/steps/3: must be a number",
                "{'plan':{'steps':[1],BOUNDS,'steps':[2]}} | /plan/steps: is given more than once",
                "{'plan':{'steps':[1],BOUNDS,'pace':1}} | /plan/pace: is not a field that can be set",
                "{'plan':{'steps':[1],BOUNDS,'minOperations':0}} | "
                        + "/plan/minOperations: must be a whole number from 1 to 1000000",
                "{'plan':{'steps':[1],BOUNDS,'minOperations':1000001}} | "
                        + "/plan/minOperations: must be a whole number from 1 to 1000000",
                "{'plan':{'steps':[1],BOUNDS,'minOperations':99999999999999999999}} | "
                        + "/plan/minOperations: must be a whole number from 1 to 1000000",
                "{'plan':{'steps':[1],BOUNDS,'minOperations':1.5}} | "
                        + "/plan/minOperations: must be a whole number from 1 to 1000000",
                "{'plan':{'steps':[1],BOUNDS,'minOperations':'100'}} | "
                        + "/plan/minOperations: must be a whole number from 1 to 1000000",
                "{'plan':{'steps':[1],'hold':'1h','maxErrorRate':'0.1 %','minHitRate':80,'maxP95':'100ms'}} | "
                        + "/plan/maxErrorRate: must be a number; /plan/minHitRate: must be from 0 to 1",
                "{'plan':{'steps':[1],'hold':'1h','maxErrorRate':-0.1,'minHitRate':null,'maxP95':'100ms'}} | "
                        + "/plan/maxErrorRate: must be from 0 to 1; /plan/minHitRate: must be a number"
            })
    void body_wrong_namesExactlyItsMistakes(String json, String expected) {
        assertThat(String.join("; ", mistakes(json))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'0s'", "'0h'", "'1'", "'1d'", "'1.5h'", "' 1h'", "'-1s'", "'721h'", "''", "3600", "null", "['1h']"
            })
    void plan_hold_isADurationWithItsUnit(String hold) {
        assertThat(mistakes("{'plan':{'steps':[1],'hold':" + hold
                        + ",'maxErrorRate':0.001,'minHitRate':0.8,'maxP95':'100ms'}}"))
                .containsExactly(HOLD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"'0ms'", "'10001ms'", "'11s'", "'1m'", "'100'", "100", "true"})
    void plan_latency_isADurationWithItsUnit(String p95) {
        assertThat(mistakes("{'plan':{'steps':[1],'hold':'1h','maxErrorRate':0.001,'minHitRate':0.8,'maxP95':" + p95
                        + "}}"))
                .containsExactly(P95);
    }

    @Test
    void plan_allWrong_namesAllOfIt() {
        assertThat(
                        mistakes(
                                "{'plan':{'steps':[0.5,0.1],'hold':'0s','maxErrorRate':2,'minHitRate':'x','maxP95':5,'a':[1]}}"))
                .containsExactly(
                        "/plan/steps/1: must be above the step before",
                        HOLD,
                        "/plan/maxErrorRate: must be from 0 to 1",
                        "/plan/minHitRate: must be a number",
                        P95,
                        "/plan/a: is not a field that can be set");
    }

    @Test
    void plan_veryManySteps_isRefusedInOneLine() {
        String steps = "0.5,".repeat(9_000);

        assertThat(mistakes("{'plan':{'steps':[" + steps + "1],BOUNDS}}")).hasSizeLessThanOrEqualTo(100);
        assertThat(mistakes("{'plan':{'steps':[" + rising(101) + "],BOUNDS}}"))
                .containsExactly("/plan/steps: has more than 100 steps");
        assertThat(parse("{'plan':{'steps':[" + rising(100) + "],BOUNDS}}")).isInstanceOf(Instruction.Start.class);
    }

    private static String rising(int count) {
        StringBuilder steps = new StringBuilder();
        for (int i = 1; i <= count; i++) {
            steps.append(i == 1 ? "" : ",").append(i / 1000.0);
        }
        return steps.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "0.1", "null", "'pause'"})
    void body_noObject_isInvalid(String json) {
        assertThat(catchThrowableOfType(Refusal.class, () -> parse(json)).kind())
                .isEqualTo(Kind.CONTENT_INVALID);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{'plan':{",
                "{'plan':{'steps':[0.1",
                "{'clusterShare':NaN}",
                "{'clusterShare':.1}",
                "{} {}"
            })
    void body_notJson_isMalformed(String json) {
        assertThat(catchThrowableOfType(Refusal.class, () -> parse(json)).kind())
                .isEqualTo(Kind.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1e999999999", "-1e999999999", "1e2147483648", "0.000000000000000000000000000001e2000000000"})
    void share_hugeExponent_isRefusedAtOnce(String number) {
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(1), () -> mistakes("{'clusterShare':" + number + "}"));
    }
}
