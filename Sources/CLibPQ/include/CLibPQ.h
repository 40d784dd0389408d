// libpq, PostgreSQL's client library, as far as DatabasePostgres needs it: found with dlopen when a PostgreSQL URL is configured, so that
// the program neither links it nor needs its headers. The declarations follow libpq-fe.h, whose ABI has been libpq.so.5 since 2006.
#ifndef CLIBPQ_H
#define CLIBPQ_H

#include <stddef.h>

typedef struct pg_conn clibpq_connection;
typedef struct pg_result clibpq_result;
typedef struct clibpq_notification clibpq_notification;
typedef unsigned int clibpq_oid;

// ConnStatusType, ExecStatusType, PGTransactionStatusType: the values that are asked for.
enum { CLIBPQ_CONNECTION_OK = 0 };
enum {
    CLIBPQ_EMPTY_QUERY = 0,
    CLIBPQ_COMMAND_OK = 1,
    CLIBPQ_TUPLES_OK = 2,
    CLIBPQ_COPY_IN = 4,
    CLIBPQ_PIPELINE_SYNC = 10,
    CLIBPQ_PIPELINE_ABORTED = 11
};
enum { CLIBPQ_TRANSACTION_IDLE = 0, CLIBPQ_TRANSACTION_FAILED = 3 };

// Loads libpq once. NULL when it is there, otherwise why not: a text that stays valid.
const char *clibpq_load(void);

clibpq_connection *clibpq_connect(const char *const *keywords, const char *const *values, int expand_dbname);
void clibpq_finish(clibpq_connection *connection);
int clibpq_status(const clibpq_connection *connection);
int clibpq_transaction_status(const clibpq_connection *connection);
int clibpq_socket(const clibpq_connection *connection);
int clibpq_server_version(const clibpq_connection *connection);
const char *clibpq_parameter_status(const clibpq_connection *connection, const char *name);
const char *clibpq_error_message(const clibpq_connection *connection);
const char *clibpq_host(const clibpq_connection *connection);
const char *clibpq_port(const clibpq_connection *connection);
const char *clibpq_database(const clibpq_connection *connection);
const char *clibpq_user(const clibpq_connection *connection);
int clibpq_uses_tls(clibpq_connection *connection);
int clibpq_library_version(void);
int clibpq_set_nonblocking(clibpq_connection *connection, int on);
// Keeps notices of the server off standard error.
void clibpq_silence_notices(clibpq_connection *connection);

int clibpq_send_query(clibpq_connection *connection, const char *sql);
// One statement without parameters by the extended protocol, as a pipeline takes it; its answer is text.
int clibpq_send_statement(clibpq_connection *connection, const char *sql);
int clibpq_send_prepare(clibpq_connection *connection, const char *name, const char *sql, int count, const clibpq_oid *types);
int clibpq_send_describe(clibpq_connection *connection, const char *name);
int clibpq_send_prepared(
    clibpq_connection *connection, const char *name, int count, const char *const *values, const int *lengths, const int *formats,
    int result_format);
int clibpq_flush(clibpq_connection *connection);
int clibpq_consume(clibpq_connection *connection);
int clibpq_is_busy(clibpq_connection *connection);
clibpq_result *clibpq_get_result(clibpq_connection *connection);
int clibpq_enter_pipeline(clibpq_connection *connection);
int clibpq_exit_pipeline(clibpq_connection *connection);
int clibpq_pipeline_sync(clibpq_connection *connection);
int clibpq_put_copy(clibpq_connection *connection, const char *bytes, int count);
int clibpq_put_copy_end(clibpq_connection *connection, const char *error);

int clibpq_result_status(const clibpq_result *result);
// The SQLSTATE, or NULL where the error did not come from the server.
const char *clibpq_result_state(const clibpq_result *result);
// The server's message without severity and context, or NULL.
const char *clibpq_result_message(const clibpq_result *result);
const char *clibpq_command_count(clibpq_result *result);
int clibpq_rows(const clibpq_result *result);
int clibpq_columns(const clibpq_result *result);
clibpq_oid clibpq_column_type(const clibpq_result *result, int column);
int clibpq_parameters(const clibpq_result *result);
clibpq_oid clibpq_parameter_type(const clibpq_result *result, int parameter);
int clibpq_is_null(const clibpq_result *result, int row, int column);
int clibpq_length(const clibpq_result *result, int row, int column);
const char *clibpq_value(const clibpq_result *result, int row, int column);
void clibpq_clear(clibpq_result *result);

// The next NOTIFY that was heard on a channel that the connection listens to, or NULL; to be freed.
clibpq_notification *clibpq_next_notification(clibpq_connection *connection);
const char *clibpq_notification_text(const clibpq_notification *notification);
void clibpq_free_notification(clibpq_notification *notification);

#endif
