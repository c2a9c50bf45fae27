package dev.yardarm.config;

import java.util.List;

/**
 * Who may do what.
 *
 * @param admins may change flags; empty: nobody may
 * @param clients may read flags; empty: everybody may, without a token
 */
public record TokenConfig(List<TokenHash> admins, List<TokenHash> clients) {
    public TokenConfig {
        admins = List.copyOf(admins);
        clients = List.copyOf(clients);
    }
}
