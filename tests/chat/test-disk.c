/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A full disk: said in words, nothing lost, and all goes on when there is room again. */

#include "chat-fixture.h"

#include "sotto-store-error.h"
#include "sotto-test-fault-vfs.h"

#define SEED 20200405

static void
failed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean *failed = user_data;

  g_assert_null (sotto_messenger_send_text_finish (SOTTO_MESSENGER (source), result, &error));
  g_assert_error (error, SOTTO_STORE_ERROR, SOTTO_STORE_ERROR_FULL);
  *failed = TRUE;
}

static gboolean
is_true (gpointer user_data)
{
  return *(gboolean *) user_data;
}

static gboolean
is_healthy (gpointer user_data)
{
  return sotto_messenger_get_healthy (user_data);
}

static void
test_full (void)
{
  Town *town = town_new (SEED);
  Person *alice = town_add (town);
  Person *bob = town_add (town);
  g_autoptr (SottoChat) of_alice = person_join (alice, "sotto");
  g_autoptr (SottoChat) of_bob = person_join (bob, "sotto");
  g_autoptr (SottoMessage) message = NULL;
  g_autofree char *texts = NULL;
  gboolean failed = FALSE;

  person_connect (alice, TRUE);
  person_connect (bob, TRUE);
  town_pass (town, 1000);
  message = person_say (alice, of_alice, "before");
  g_assert_true (town_wait_received (town, bob, 1, 5000));

  sotto_test_fault_vfs_arm (SOTTO_TEST_FAULT_FULL, 1, TRUE);
  sotto_messenger_send_text_async (bob->messenger, of_bob, "not now", NULL, NULL, failed_cb,
                                   &failed);
  g_assert_true (town_run (town, is_true, &failed, 10000));
  g_assert_false (sotto_messenger_get_healthy (bob->messenger));
  g_assert_nonnull (sotto_messenger_get_trouble (bob->messenger));
  sotto_messenger_mark_read (bob->messenger, of_bob);
  {
    GPtrArray *published = sotto_test_network_get_published (town->network);

    /* Known already, and written down all the same before it is judged. */
    sotto_test_network_inject (bob->transport, g_ptr_array_index (published, published->len - 1));
  }
  town_pass (town, 20000);
  g_assert_cmpuint (sotto_chat_get_unread_count (of_bob), ==, 1);

  g_assert_true (sotto_test_fault_vfs_disarm ());
  g_assert_true (town_run (town, is_healthy, bob->messenger, 20000));
  g_assert_null (sotto_messenger_get_trouble (bob->messenger));
  town_pass (town, 10000);
  g_assert_cmpuint (sotto_chat_get_unread_count (of_bob), ==, 0);
  texts = person_texts (bob, of_bob);
  g_assert_cmpstr (texts, ==, "before");
  g_assert_cmpint (sotto_test_store_query_int (bob->store, "SELECT count (*) FROM inbox"), ==, 0);
  town_free (town);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  sotto_test_fault_vfs_register ();
  g_test_add_func ("/chat/disk/full", test_full);
  return g_test_run ();
}
