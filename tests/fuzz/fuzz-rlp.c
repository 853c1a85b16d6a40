/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the validator accepts, the reader can walk, and writing it again gives the same bytes. */

#include "fuzz.h"

#include "sotto-rlp.h"

static void
copy_items (SottoRlpReader *reader, SottoRlpWriter *writer)
{
  while (!sotto_rlp_reader_at_end (reader))
    {
      SottoRlpReader list;
      const guint8 *data;
      gsize length;

      if (sotto_rlp_reader_next_is_list (reader))
        {
          g_assert_true (sotto_rlp_reader_enter (reader, &list, NULL));
          sotto_rlp_writer_begin_list (writer);
          copy_items (&list, writer);
          sotto_rlp_writer_end_list (writer);
        }
      else
        {
          g_assert_true (sotto_rlp_reader_read_string (reader, &data, &length, NULL));
          sotto_rlp_writer_add_string (writer, data, length);
        }
    }
}

static void
read_as_everything (const uint8_t *data, size_t size)
{
  SottoRlpReader reader, list;
  const guint8 *string;
  guint8 fixed[32];
  gsize length;
  guint64 number;
  guint32 small;
  gboolean truth;

  sotto_rlp_reader_init (&reader, data, size);
  while (!sotto_rlp_reader_at_end (&reader))
    {
      gsize before = reader.offset;

      if (!sotto_rlp_reader_read_u64 (&reader, &number, NULL) &&
          !sotto_rlp_reader_read_u32 (&reader, &small, NULL) &&
          !sotto_rlp_reader_read_bool (&reader, &truth, NULL) &&
          !sotto_rlp_reader_read_fixed (&reader, fixed, sizeof fixed, NULL) &&
          !sotto_rlp_reader_read_string (&reader, &string, &length, NULL) &&
          !sotto_rlp_reader_enter (&reader, &list, NULL))
        {
          /* What was refused did not move the cursor. */
          g_assert_cmpuint (reader.offset, ==, before);
          break;
        }
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  SottoRlpReader reader;
  g_autoptr (SottoRlpWriter) writer = NULL;
  g_autoptr (GBytes) written = NULL;

  read_as_everything (data, size);
  if (!sotto_rlp_validate (data, size, NULL))
    return 0;

  writer = sotto_rlp_writer_new ();
  sotto_rlp_reader_init (&reader, data, size);
  copy_items (&reader, writer);
  written = sotto_rlp_writer_end (g_steal_pointer (&writer));
  g_assert_cmpmem (g_bytes_get_data (written, NULL), g_bytes_get_size (written), data, size);
  return 0;
}
