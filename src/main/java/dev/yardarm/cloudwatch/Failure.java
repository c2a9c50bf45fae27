package dev.yardarm.cloudwatch;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * Why metrics were not taken, in our words; those of AWS may quote a request with its security token.
 *
 * @param error the code that AWS gave (CloudWatch API reference, "Common Errors"), or the class of what failed
 */
record Failure(String problem, String error, String remedy) {
    static Failure of(Throwable failure) {
        Throwable root = root(failure);
        return root instanceof AwsServiceException refused
                ? refused(refused)
                : new Failure(
                        "CloudWatch cannot be reached",
                        root.getClass().getSimpleName(),
                        "check AWS_REGION, AWS_ENDPOINT_URL_CLOUDWATCH, the gateway's credentials or role, and the way there (VPC endpoint, NAT, security groups)");
    }

    private static Failure refused(AwsServiceException refused) {
        String code = code(refused);
        if (refused.statusCode() >= 500 || refused.isThrottlingException()) {
            return new Failure("CloudWatch is busy or disturbed", code, "nothing: the next step is sent all the same");
        }
        return new Failure(
                "CloudWatch refuses the metrics",
                code,
                "allow the gateway's role cloudwatch:PutMetricData on the namespace; check its credentials, its clock, and that AWS_ENDPOINT_URL_CLOUDWATCH, if it is set, names CloudWatch");
    }

    private static String code(AwsServiceException refused) {
        AwsErrorDetails details = refused.awsErrorDetails();
        String code = details == null ? null : details.errorCode();
        return code == null ? "HTTP " + refused.statusCode() : code;
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && !(root instanceof AwsServiceException)) {
            root = root.getCause();
        }
        return root;
    }
}
