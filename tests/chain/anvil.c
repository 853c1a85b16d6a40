/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Starts anvil on a free port of loopback, and ends it. */

#include "anvil.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>

#include "sotto-address.h"
#include "sotto-chain-answers.h"
#include "sotto-chain-questions.h"
#include "sotto-hex.h"

/* The first account of the mnemonic that every such node is started with. */
#define RICH_KEY "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"
#define MNEMONIC "test test test test test test test test test test test junk"

/* Where the first contract of that account always is. */
#define FIRST_CONTRACT "0x5FbDB2315678afecb367f032d93F642f64180aa3"

static char *compiled; /* a folder */

static char *
find_module (const char *name)
{
  return g_build_filename (g_getenv ("SOTTO_TEST_NODE_MODULES"), name, NULL);
}

/* (nullable): why no node can be started here. */
static const char *
why_not (void)
{
  g_autofree char *anvil = find_module (".bin/anvil");
  g_autofree char *compiler = find_module ("solc");

  if (!g_file_test (anvil, G_FILE_TEST_IS_EXECUTABLE) ||
      !g_file_test (compiler, G_FILE_TEST_IS_DIR))
    return "anvil and solc are not installed; ./dev test does it";

  return NULL;
}

/* Nothing outlives a test that crashed. */
static void
set_up_child_cb (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGTERM);
}

static GSubprocess *
start (void)
{
  g_autoptr (GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autofree char *path = find_module (".bin/anvil");
  g_autoptr (GError) error = NULL;
  GSubprocess *process;

  g_subprocess_launcher_set_child_setup (launcher, set_up_child_cb, NULL, NULL);
  process = g_subprocess_launcher_spawn (
    launcher, &error, path, "--host", "127.0.0.1", "--port", "0", "--chain-id",
    G_STRINGIFY (ANVIL_CHAIN), "--accounts", "1", "--balance", "1000", "--mnemonic", MNEMONIC,
    "--timestamp", "1600000000", "--base-fee", "1000000000", "--gas-limit", "30000000",
    "--hardfork", "prague", "--order", "fifo", NULL);
  g_assert_no_error (error);

  return process;
}

/* (transfer full): the address, which the node prints once it can be asked. */
static char *
read_url (GDataInputStream *output)
{
  g_autoptr (GError) error = NULL;
  char *line;

  while ((line = g_data_input_stream_read_line (output, NULL, NULL, &error)) != NULL)
    {
      g_autofree char *owned = line;

      if (g_str_has_prefix (owned, "Listening on "))
        return g_strconcat ("http://", owned + strlen ("Listening on "), NULL);
    }
  g_error ("anvil ended before it could be asked");
}

/* Compiles contracts/ into a folder of its own. */
static void
compile (void)
{
  g_autofree char *modules = find_module ("");
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "chain", "compile.js", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = NULL;

  compiled = g_dir_make_tmp ("sotto-chain-XXXXXX", &error);
  g_assert_no_error (error);
  process =
    g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, "node", script, modules, compiled, NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (process, NULL, &error));
}

static void
remove_compiled (void)
{
  g_autoptr (GDir) folder = g_dir_open (compiled, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (compiled, name, NULL);

      g_remove (path);
    }
  g_rmdir (compiled);
  g_clear_pointer (&compiled, g_free);
}

static void
skip_test (void)
{
  g_test_skip (why_not ());
}

int
anvil_run (int argc, char **argv, const AnvilTest *tests, gsize n_tests)
{
  return anvil_run_fixtures (argc, argv, NULL, tests, n_tests);
}

int
anvil_run_fixtures (int argc,
                    char **argv,
                    const AnvilFixture *fixture,
                    const AnvilTest *tests,
                    gsize n_tests)
{
  gboolean is_able = why_not () == NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < n_tests; i++)
    if (!is_able)
      g_test_add_func (tests[i].path, skip_test);
    else if (tests[i].function != NULL)
      g_test_add_func (tests[i].path, tests[i].function);
    else
      g_test_add_vtable (tests[i].path, fixture->size, tests[i].data, fixture->set_up,
                         tests[i].fixture_function, fixture->tear_down);

  if (is_able)
    compile ();
  status = g_test_run ();
  if (is_able)
    remove_compiled ();

  return status;
}

Anvil *
anvil_new (void)
{
  Anvil *anvil = g_new0 (Anvil, 1);
  g_autoptr (GError) error = NULL;
  guint8 key[32];

  anvil->process = start ();
  anvil->output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (anvil->process));
  anvil->url = read_url (anvil->output);

  anvil->clock = sotto_clock_new_system ();
  anvil->endpoint = sotto_rpc_endpoint_new (anvil->url, NULL, anvil->clock, &error);
  g_assert_no_error (error);
  anvil->chain = sotto_chain_new (ANVIL_CHAIN);
  sotto_chain_add_endpoint (anvil->chain, anvil->endpoint);

  g_assert_true (sotto_hex_decode_fixed (RICH_KEY, key, sizeof key, &error));
  anvil->rich = sotto_private_key_new (key, &error);
  g_assert_no_error (error);
  sotto_public_key_get_address (sotto_private_key_get_public (anvil->rich), anvil->rich_address);

  return anvil;
}

void
anvil_free (Anvil *anvil)
{
  g_subprocess_force_exit (anvil->process);
  g_subprocess_wait (anvil->process, NULL, NULL);
  sotto_private_key_unref (anvil->rich);
  g_object_unref (anvil->chain);
  g_object_unref (anvil->endpoint);
  g_object_unref (anvil->clock);
  g_object_unref (anvil->output);
  g_object_unref (anvil->process);
  g_free (anvil->url);
  g_free (anvil);
}

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

SottoRpcAnswer *
anvil_ask (Anvil *anvil, SottoRpcCall call)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) answers = NULL;
  g_autoptr (GError) error = NULL;

  sotto_chain_call_async (anvil->chain, &call, 1, NULL, result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  answers = sotto_chain_call_finish (anvil->chain, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (answers->len, ==, 1);
  sotto_rpc_call_clear (&call);

  return g_ptr_array_steal_index (answers, 0);
}

void
anvil_order (Anvil *anvil, const char *method, const char *params)
{
  g_autoptr (SottoRpcAnswer) answer =
    anvil_ask (anvil, (SottoRpcCall){ .method = method, .params = g_strdup (params) });

  if (answer->result == NULL)
    g_error ("%s: %s", method, answer->text);
}

/* (transfer full): hexadecimal. */
static char *
read_code (const char *name, const char *ending)
{
  g_autofree char *file = g_strconcat (name, ending, NULL);
  g_autofree char *path = g_build_filename (compiled, file, NULL);
  g_autoptr (GError) error = NULL;
  char *code;

  g_file_get_contents (path, &code, NULL, &error);
  g_assert_no_error (error);

  return code;
}

void
anvil_deploy (Anvil *anvil, const char *name, guint8 address[20])
{
  g_autofree char *rich = sotto_address_to_string (anvil->rich_address);
  g_autofree char *code = read_code (name, ".hex");
  g_autofree char *params = NULL;
  g_autoptr (GError) error = NULL;
  gsize n_bytes = 0;

  params = g_strdup_printf ("[{\"from\":\"%s\",\"data\":\"0x%s\"}]", rich, code);
  anvil_order (anvil, "eth_sendTransaction", params);
  g_assert_true (sotto_address_parse (FIRST_CONTRACT, address, NULL));

  for (guint i = 0; n_bytes == 0 && i < 100; i++)
    {
      g_autoptr (SottoRpcAnswer) answer =
        anvil_ask (anvil, sotto_chain_ask_code (address, SOTTO_CHAIN_LATEST));
      g_autoptr (GBytes) runtime = sotto_chain_read_data (answer, &error);

      g_assert_no_error (error);
      n_bytes = g_bytes_get_size (runtime);
    }
  g_assert_cmpuint (n_bytes, >, 0);
}

void
anvil_place (Anvil *anvil, const char *name, const guint8 address[20])
{
  g_autofree char *where = sotto_address_to_string (address);
  g_autofree char *code = read_code (name, ".made.hex");
  g_autofree char *params = g_strdup_printf ("[\"%s\",\"0x%s\"]", where, code);

  anvil_order (anvil, "anvil_setCode", params);
}
