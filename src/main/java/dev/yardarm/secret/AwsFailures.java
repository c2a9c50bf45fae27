package dev.yardarm.secret;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.thirdparty.jackson.core.JsonProcessingException;

/**
 * What the AWS SDK fails with, in our words.
 *
 * <p>The messages of AWS are left out: that of a wrong signature quotes the request with its security token.
 *
 * <p>Codes are those of GetSecretValue and of all AWS services (Secrets Manager API reference, "GetSecretValue", "Common
 * Errors").
 */
final class AwsFailures {
    private AwsFailures() {}

    static UnreadableSecret region(Throwable failure) {
        return new UnreadableSecret("no AWS region is known", "set AWS_REGION", root(failure));
    }

    static UnreadableSecret credentials(Throwable failure) {
        return new UnreadableSecret(
                "there are no AWS credentials",
                "give the gateway's task or host a role, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
                root(failure));
    }

    static UnreadableSecret settings(Throwable failure) {
        return new UnreadableSecret(
                "the AWS client cannot be made from its settings",
                "check AWS_ENDPOINT_URL_SECRETS_MANAGER and the other AWS_… variables",
                root(failure));
    }

    /** A call that failed. */
    static UnreadableSecret call(@Nullable Throwable failure) {
        if (failure instanceof AwsServiceException refused) {
            return refused(refused);
        }
        return isUnreachable(failure)
                ? new UnreadableSecret(
                        "AWS Secrets Manager cannot be reached",
                        "check AWS_REGION, AWS_ENDPOINT_URL_SECRETS_MANAGER, and the way there (VPC endpoint, NAT, security groups)",
                        root(failure))
                : new UnreadableSecret(
                        "AWS Secrets Manager does not answer as it should",
                        "check that AWS_ENDPOINT_URL_SECRETS_MANAGER, if it is set, names AWS Secrets Manager",
                        root(failure));
    }

    private static UnreadableSecret refused(AwsServiceException refused) {
        String code = code(refused);
        return switch (code) {
            case "ResourceNotFoundException" ->
                because(code, "there is no such secret", "create it, or correct REDIS_CLUSTER_SECRET or AWS_REGION");
            case "AccessDeniedException", "AccessDenied" ->
                because(
                        code,
                        "the gateway may not read the secret",
                        "allow its role secretsmanager:GetSecretValue on the secret and kms:Decrypt on its key");
            case "DecryptionFailure", "DecryptionFailureException" ->
                because(code, "the secret cannot be decrypted", "allow the gateway's role kms:Decrypt on its key");
            case "InvalidRequestException" ->
                because(code, "the secret has no value, or is marked for deletion", "give it a value, or restore it");
            case "InvalidParameterException", "ValidationException" ->
                because(code, "the secret's id is not one", "correct REDIS_CLUSTER_SECRET");
            case "UnrecognizedClientException",
                    "InvalidClientTokenId",
                    "InvalidSignatureException",
                    "SignatureDoesNotMatch",
                    "IncompleteSignature",
                    "MissingAuthenticationToken",
                    "ExpiredToken",
                    "ExpiredTokenException",
                    "RequestExpired",
                    "OptInRequired" ->
                because(
                        code,
                        "AWS refuses the gateway's credentials",
                        "check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN or the role, and the clock");
            case "ThrottlingException", "Throttling", "InternalServiceError", "InternalFailure", "ServiceUnavailable" ->
                because(code, "AWS Secrets Manager is busy or disturbed", "nothing: it is asked again");
            default ->
                because(
                        code,
                        "AWS Secrets Manager refuses the request",
                        "look the error up in the Secrets Manager API reference; check AWS_ENDPOINT_URL_SECRETS_MANAGER");
        };
    }

    private static UnreadableSecret because(String code, String problem, String remedy) {
        return new UnreadableSecret(problem, remedy, Optional.of(code));
    }

    private static String code(AwsServiceException refused) {
        AwsErrorDetails details = refused.awsErrorDetails();
        String code = details == null ? null : details.errorCode();
        return code == null ? "HTTP " + refused.statusCode() : code;
    }

    private static boolean isUnreachable(@Nullable Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            // An answer that is no JSON is an IOException to the SDK's parser; it was reached all the same.
            if ((each instanceof IOException && !(each instanceof JsonProcessingException))
                    || each instanceof TimeoutException
                    || each instanceof ApiCallTimeoutException
                    || each instanceof ApiCallAttemptTimeoutException) {
                return true;
            }
        }
        return false;
    }

    /** The class of the innermost cause. */
    private static Optional<String> root(@Nullable Throwable failure) {
        Optional<String> name = Optional.empty();
        for (Throwable each = failure; each != null; each = each.getCause()) {
            name = Optional.of(each.getClass().getSimpleName());
        }
        return name;
    }
}
