package dev.yardarm.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.Configurator.ExecutionStatus;
import ch.qos.logback.core.ConsoleAppender;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/** The log before it is set up. */
final class BootstrapConfiguratorTest {
    @Test
    void service_ofLogback_isTheBootstrap() {
        assertThat(ServiceLoader.load(Configurator.class)).singleElement().isInstanceOf(BootstrapConfigurator.class);
    }

    @Test
    void configure_freshContext_warnsOnStandardErrorAlone() {
        LoggerContext context = new LoggerContext();
        ExecutionStatus status = new BootstrapConfigurator().configure(context);

        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        assertThat(status).isEqualTo(ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY);
        assertThat(root.getLevel()).isEqualTo(Level.WARN);
        assertThat(root.iteratorForAppenders())
                .toIterable()
                .singleElement()
                .isInstanceOfSatisfying(
                        ConsoleAppender.class,
                        console -> assertThat(console.getTarget()).isEqualTo("System.err"));
    }
}
