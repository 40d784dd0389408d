#include "CLibPQ.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

// The beginning of libpq's PGnotify.
struct clibpq_notification {
    char *channel;
    int process;
    char *extra;
};

typedef void (*clibpq_notice_processor)(void *argument, const char *message);

// Name here, name in libpq, result, parameters.
#define CLIBPQ_FUNCTIONS(F)                                                                                                               \
    F(connect, PQconnectdbParams, clibpq_connection *, (const char *const *, const char *const *, int))                                  \
    F(finish, PQfinish, void, (clibpq_connection *))                                                                                      \
    F(status, PQstatus, int, (const clibpq_connection *))                                                                                 \
    F(transaction_status, PQtransactionStatus, int, (const clibpq_connection *))                                                          \
    F(socket, PQsocket, int, (const clibpq_connection *))                                                                                 \
    F(server_version, PQserverVersion, int, (const clibpq_connection *))                                                                  \
    F(parameter_status, PQparameterStatus, const char *, (const clibpq_connection *, const char *))                                       \
    F(error_message, PQerrorMessage, char *, (const clibpq_connection *))                                                                 \
    F(host, PQhost, char *, (const clibpq_connection *))                                                                                  \
    F(port, PQport, char *, (const clibpq_connection *))                                                                                  \
    F(database, PQdb, char *, (const clibpq_connection *))                                                                                \
    F(user, PQuser, char *, (const clibpq_connection *))                                                                                  \
    F(uses_tls, PQsslInUse, int, (clibpq_connection *))                                                                                   \
    F(library_version, PQlibVersion, int, (void))                                                                                         \
    F(set_nonblocking, PQsetnonblocking, int, (clibpq_connection *, int))                                                                 \
    F(set_notice_processor, PQsetNoticeProcessor, clibpq_notice_processor, (clibpq_connection *, clibpq_notice_processor, void *))        \
    F(send_query, PQsendQuery, int, (clibpq_connection *, const char *))                                                                  \
    F(send_params, PQsendQueryParams, int,                                                                                                \
      (clibpq_connection *, const char *, int, const clibpq_oid *, const char *const *, const int *, const int *, int))                   \
    F(send_prepare, PQsendPrepare, int, (clibpq_connection *, const char *, const char *, int, const clibpq_oid *))                       \
    F(send_describe, PQsendDescribePrepared, int, (clibpq_connection *, const char *))                                                    \
    F(send_prepared, PQsendQueryPrepared, int,                                                                                            \
      (clibpq_connection *, const char *, int, const char *const *, const int *, const int *, int))                                       \
    F(flush, PQflush, int, (clibpq_connection *))                                                                                         \
    F(consume, PQconsumeInput, int, (clibpq_connection *))                                                                                \
    F(is_busy, PQisBusy, int, (clibpq_connection *))                                                                                      \
    F(get_result, PQgetResult, clibpq_result *, (clibpq_connection *))                                                                    \
    F(enter_pipeline, PQenterPipelineMode, int, (clibpq_connection *))                                                                    \
    F(exit_pipeline, PQexitPipelineMode, int, (clibpq_connection *))                                                                      \
    F(pipeline_sync, PQpipelineSync, int, (clibpq_connection *))                                                                          \
    F(put_copy, PQputCopyData, int, (clibpq_connection *, const char *, int))                                                             \
    F(put_copy_end, PQputCopyEnd, int, (clibpq_connection *, const char *))                                                               \
    F(result_status, PQresultStatus, int, (const clibpq_result *))                                                                        \
    F(result_field, PQresultErrorField, char *, (const clibpq_result *, int))                                                             \
    F(command_count, PQcmdTuples, char *, (clibpq_result *))                                                                              \
    F(rows, PQntuples, int, (const clibpq_result *))                                                                                      \
    F(columns, PQnfields, int, (const clibpq_result *))                                                                                   \
    F(column_type, PQftype, clibpq_oid, (const clibpq_result *, int))                                                                     \
    F(parameters, PQnparams, int, (const clibpq_result *))                                                                                \
    F(parameter_type, PQparamtype, clibpq_oid, (const clibpq_result *, int))                                                              \
    F(is_null, PQgetisnull, int, (const clibpq_result *, int, int))                                                                       \
    F(length, PQgetlength, int, (const clibpq_result *, int, int))                                                                        \
    F(value, PQgetvalue, char *, (const clibpq_result *, int, int))                                                                       \
    F(clear, PQclear, void, (clibpq_result *))                                                                                            \
    F(notifies, PQnotifies, struct clibpq_notification *, (clibpq_connection *))                                                          \
    F(freemem, PQfreemem, void, (void *))

#define CLIBPQ_MEMBER(name, symbol, result, parameters) result(*name) parameters;
static struct { CLIBPQ_FUNCTIONS(CLIBPQ_MEMBER) } pq;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static char failure[512];

static void load(void) {
    void *library = dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        const char *reason = dlerror();
        snprintf(failure, sizeof failure, "%s", reason ? reason : "libpq.so.5 cannot be loaded");
        return;
    }
#define CLIBPQ_FIND(name, symbol, result, parameters)                                                                                     \
    *(void **)(&pq.name) = dlsym(library, #symbol);                                                                                       \
    if (!pq.name) {                                                                                                                       \
        snprintf(failure, sizeof failure, "libpq.so.5 has no " #symbol "; version 14 or newer is needed");                                \
        return;                                                                                                                           \
    }
    CLIBPQ_FUNCTIONS(CLIBPQ_FIND)
}

const char *clibpq_load(void) {
    pthread_once(&once, load);
    return failure[0] ? failure : NULL;
}

clibpq_connection *clibpq_connect(const char *const *keywords, const char *const *values, int expand_dbname) {
    return pq.connect(keywords, values, expand_dbname);
}
void clibpq_finish(clibpq_connection *connection) { pq.finish(connection); }
int clibpq_status(const clibpq_connection *connection) { return pq.status(connection); }
int clibpq_transaction_status(const clibpq_connection *connection) { return pq.transaction_status(connection); }
int clibpq_socket(const clibpq_connection *connection) { return pq.socket(connection); }
int clibpq_server_version(const clibpq_connection *connection) { return pq.server_version(connection); }
const char *clibpq_parameter_status(const clibpq_connection *connection, const char *name) {
    return pq.parameter_status(connection, name);
}
const char *clibpq_error_message(const clibpq_connection *connection) { return pq.error_message(connection); }
const char *clibpq_host(const clibpq_connection *connection) { return pq.host(connection); }
const char *clibpq_port(const clibpq_connection *connection) { return pq.port(connection); }
const char *clibpq_database(const clibpq_connection *connection) { return pq.database(connection); }
const char *clibpq_user(const clibpq_connection *connection) { return pq.user(connection); }
int clibpq_uses_tls(clibpq_connection *connection) { return pq.uses_tls(connection); }
int clibpq_library_version(void) { return pq.library_version(); }
int clibpq_set_nonblocking(clibpq_connection *connection, int on) { return pq.set_nonblocking(connection, on); }

static void ignore(void *argument, const char *message) {
    (void)argument;
    (void)message;
}
void clibpq_silence_notices(clibpq_connection *connection) { pq.set_notice_processor(connection, ignore, NULL); }

int clibpq_send_query(clibpq_connection *connection, const char *sql) { return pq.send_query(connection, sql); }
int clibpq_send_statement(clibpq_connection *connection, const char *sql) {
    return pq.send_params(connection, sql, 0, NULL, NULL, NULL, NULL, 0);
}
int clibpq_send_prepare(clibpq_connection *connection, const char *name, const char *sql, int count, const clibpq_oid *types) {
    return pq.send_prepare(connection, name, sql, count, types);
}
int clibpq_send_describe(clibpq_connection *connection, const char *name) { return pq.send_describe(connection, name); }
int clibpq_send_prepared(
    clibpq_connection *connection, const char *name, int count, const char *const *values, const int *lengths, const int *formats,
    int result_format) {
    return pq.send_prepared(connection, name, count, values, lengths, formats, result_format);
}
int clibpq_flush(clibpq_connection *connection) { return pq.flush(connection); }
int clibpq_consume(clibpq_connection *connection) { return pq.consume(connection); }
int clibpq_is_busy(clibpq_connection *connection) { return pq.is_busy(connection); }
clibpq_result *clibpq_get_result(clibpq_connection *connection) { return pq.get_result(connection); }
int clibpq_enter_pipeline(clibpq_connection *connection) { return pq.enter_pipeline(connection); }
int clibpq_exit_pipeline(clibpq_connection *connection) { return pq.exit_pipeline(connection); }
int clibpq_pipeline_sync(clibpq_connection *connection) { return pq.pipeline_sync(connection); }
int clibpq_put_copy(clibpq_connection *connection, const char *bytes, int count) { return pq.put_copy(connection, bytes, count); }
int clibpq_put_copy_end(clibpq_connection *connection, const char *error) { return pq.put_copy_end(connection, error); }

int clibpq_result_status(const clibpq_result *result) { return pq.result_status(result); }
const char *clibpq_result_state(const clibpq_result *result) { return pq.result_field(result, 'C'); }
const char *clibpq_result_message(const clibpq_result *result) { return pq.result_field(result, 'M'); }
const char *clibpq_command_count(clibpq_result *result) { return pq.command_count(result); }
int clibpq_rows(const clibpq_result *result) { return pq.rows(result); }
int clibpq_columns(const clibpq_result *result) { return pq.columns(result); }
clibpq_oid clibpq_column_type(const clibpq_result *result, int column) { return pq.column_type(result, column); }
int clibpq_parameters(const clibpq_result *result) { return pq.parameters(result); }
clibpq_oid clibpq_parameter_type(const clibpq_result *result, int parameter) { return pq.parameter_type(result, parameter); }
int clibpq_is_null(const clibpq_result *result, int row, int column) { return pq.is_null(result, row, column); }
int clibpq_length(const clibpq_result *result, int row, int column) { return pq.length(result, row, column); }
const char *clibpq_value(const clibpq_result *result, int row, int column) { return pq.value(result, row, column); }
void clibpq_clear(clibpq_result *result) { pq.clear(result); }

clibpq_notification *clibpq_next_notification(clibpq_connection *connection) { return pq.notifies(connection); }
const char *clibpq_notification_text(const clibpq_notification *notification) { return notification->extra; }
void clibpq_free_notification(clibpq_notification *notification) { pq.freemem(notification); }
