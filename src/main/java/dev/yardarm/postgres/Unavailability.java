package dev.yardarm.postgres;

import dev.yardarm.read.Backend;
import dev.yardarm.read.BackendBusy;
import dev.yardarm.read.BackendUnavailable;
import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * What of PostgreSQL's failures lies with the server or the way to it, told by their SQLSTATE (PostgreSQL manual,
 * appendix A) and type. The messages of statements are fixed, since the server's may quote what a statement is about; those of
 * connecting say why and what to look at, for whoever sets the gateway up. No password is in them: the server never sends one.
 */
final class Unavailability {
    /**
     * Connection exceptions, refused authorization, insufficient resources, operator intervention (cancelled and timed out
     * statements among it), errors of the system below and internal errors.
     */
    private static final Set<String> CLASSES = Set.of("08", "28", "53", "57", "58", "XX");

    private static final Set<String> STATES = Set.of(
            "0A000", // a cached plan that does not fit the tables any more
            "26000", // a prepared statement that somebody dropped
            "25006", // read only: a standby
            "25P03", // idle in transaction for too long
            "25P04", // a transaction for too long
            "3D000", // no such database
            "40001", // serialization failure
            "40P01", // deadlock
            "42501", // no right to it (yet)
            "42P01"); // no such table: the schema is not there (yet)

    /** A lock held for too long by somebody else. */
    private static final String LOCKED = "55P03";

    /** What the library fails with if TLS is asked for and the server has none ({@code SslMode}, 5.0.10). */
    private static final String NO_TLS = "Postgres Server does not handle SSL connection";

    private Unavailability() {}

    /** Of asking for a connection: whatever keeps a connection from being there is unavailability. */
    static BackendUnavailable ofConnecting(Throwable failure) {
        if (failure instanceof TimeoutException) {
            return late("no connection in time", failure);
        }
        if (failure instanceof PgException refusal) {
            String text = refusal.getSqlState() + ": " + refusal.getErrorMessage();
            return unavailable("connection refused with SQLSTATE " + text + remedyOf(refusal.getSqlState()), failure);
        }
        Throwable reason = reason(failure);
        return unavailable("no connection: " + words(reason) + remedyOf(reason), failure);
    }

    /** The root cause, or before it a failed connect: the library names the address there, and not at the root. */
    private static Throwable reason(Throwable failure) {
        Throwable reason = failure;
        while (!(reason instanceof ConnectException) && reason.getCause() != null) {
            reason = reason.getCause();
        }
        return reason;
    }

    private static String words(Throwable reason) {
        String message = reason.getMessage();
        return message == null ? reason.getClass().getSimpleName() : message;
    }

    private static String remedyOf(String sqlState) {
        if (sqlState.equals("3D000")) {
            return " (check the database in DATABASE_URL, and that it exists)";
        }
        if (sqlState.startsWith("28")) {
            return " (check user, password and sslmode of DATABASE_URL, and the server's pg_hba.conf)";
        }
        return sqlState.equals("53300") ? " (check max_connections of the server, and the gateways' pool sizes)" : "";
    }

    private static String remedyOf(Throwable reason) {
        if (reason instanceof UnknownHostException) {
            return " (check the host in DATABASE_URL)";
        }
        if (reason instanceof ConnectException) {
            return " (check host and port of DATABASE_URL, and that the server runs)";
        }
        if (reason instanceof GeneralSecurityException || reason instanceof SSLException) {
            return " (check sslmode and sslrootcert of DATABASE_URL, and the server's certificate)";
        }
        return NO_TLS.equals(reason.getMessage()) ? " (check sslmode of DATABASE_URL, and ssl of the server)" : "";
    }

    /** Of using a connection; what is not unavailability is returned as it is. */
    static Throwable of(Throwable failure) {
        if (failure instanceof BackendUnavailable) {
            return failure;
        }
        if (failure instanceof PgException answer) {
            return ofAnswer(answer);
        }
        if (failure instanceof TimeoutException) {
            return late("no answer in time", failure);
        }
        if (failure instanceof IOException || failure instanceof VertxException) {
            return unavailable("connection lost", failure);
        }
        return failure;
    }

    private static Throwable ofAnswer(PgException answer) {
        String message = "statement refused with SQLSTATE " + answer.getSqlState();
        if (answer.getSqlState().equals(LOCKED)) {
            return busy(message, answer);
        }
        return isUnavailability(answer.getSqlState()) ? unavailable(message, answer) : answer;
    }

    /** Whether an answer with this SQLSTATE is unavailability; that the server is busy is a kind of it. */
    static boolean isUnavailability(String sqlState) {
        return STATES.contains(sqlState)
                || sqlState.equals(LOCKED)
                || (sqlState.length() == 5 && CLASSES.contains(sqlState.substring(0, 2)));
    }

    /** Whether it is that somebody else held a lock for too long. */
    static boolean isLocked(Throwable failure) {
        return failure instanceof BackendBusy
                && failure.getCause() instanceof PgException answer
                && LOCKED.equals(answer.getSqlState());
    }

    static BackendBusy busy(String message, Throwable cause) {
        return new BackendBusy(Backend.POSTGRES, message, cause);
    }

    static BackendUnavailable late(String message, Throwable cause) {
        return BackendUnavailable.late(Backend.POSTGRES, message, cause);
    }

    static BackendUnavailable unavailable(String message, Throwable cause) {
        return new BackendUnavailable(Backend.POSTGRES, message, cause);
    }
}
