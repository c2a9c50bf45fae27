package dev.yardarm.infra;

/** Ports that are listened on. */
final class Ports {
    static final int ENTRANCE = 443;
    static final int FLAG_API = 8080;
    static final int MANAGEMENT = 8081;
    static final int REDIS = 6379;
    static final int POSTGRES = 5432;
    static final int AWS = 443;

    private Ports() {}
}
