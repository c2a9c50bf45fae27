package dev.yardarm.config;

import java.util.Optional;

/** Who one is to Redis; the default user if no name is given. */
public record RedisCredentials(Optional<String> username, Optional<Secret> password) {
    /** These, with the others for what is missing. */
    RedisCredentials or(RedisCredentials others) {
        return new RedisCredentials(username.or(others::username), password.or(others::password));
    }
}
