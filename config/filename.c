#include "config/filename.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "core/asset.h"
#include "core/str.h"

#define MASK "\xE2\x80\xA6" /* … */

static bool is_separator(char c)
{
    return c && strchr(".-_/() ", c) != NULL;
}

/* Whether a word is one of those of a name like "social_care_cin". */
static bool has_word(const char *name, size_t name_len, const char *word,
                     size_t len)
{
    const char *end = name + name_len;

    while (name < end) {
        const char *next = memchr(name, '_', (size_t)(end - name));
        size_t same = 0;

        next = next ? next : end;
        if ((size_t)(next - name) == len)
            while (same < len
                   && tolower((unsigned char)word[same]) == name[same])
                same++;
        if (same == len)
            return true;
        name = next + 1;
    }
    return false;
}

/* Folders whose files are named after what senders send. */
static const char *const folders[] = { "ingest/types/", "ingest/shapes/",
                                       "config/extracts/" };

/* What else senders call their files, and files are called: nobody's name. */
static const char words[] =
    "absence_absences_academy_adviser_again_all_am_annual_another_apr"
    "_archive_att_attendance_aug_autumn_backup_bad_big_binary_blank_blanks"
    "_blocked_bogus_bom_bomb_broken_bulk_bytes_care_cases_cells_census"
    "_change_changes_characters_cin_cla_closed_cme_code_codes_column"
    "_columns_comma_copy_corrected_correction_corrupt_corrupted_county_cpp"
    "_cr_crash_crlf_csv_current_cut_daily_damaged_dangling_data_dated_days"
    "_dec_december_deep_deleted_denied_device_dfe_dir_document_documents"
    "_download_draft_duplicate_duplicates_earlier_eclipse_edubasealldata"
    "_ehe_empty_enrollment_enrolment_enrolments_episode_episodes_example"
    "_exclusions_export_exports_extra_extract_extracts_feb_february_fields"
    "_fifo_file_files_final_first_fix_fixed_folder_footer_forbidden_full"
    "_future_fuzz_garbage_ghost_giap_gone_half_hardlink_head_header"
    "_headerless_headers_held_hidden_history_hold_huge_identities_identity"
    "_inbox_incoming_incomplete_info_information_inner_invalid_jan_january"
    "_jul_july_junk_killed_ks_lac_large_last_late_later_latin_lcs_leavers"
    "_lf_link_list_lists_load_loaded_locked_loop_mar_march_mark_marks_mis"
    "_missing_monthly_morning_mosaic_moved_name_names_nested_new_newest"
    "_next_night_nightly_noperm_normal_nov_november_nul_null_oct_october"
    "_odd_of_office_ok_old_one_open_other_out_outbox_oversize_oversized"
    "_part_partial_parts_past_path_paths_pep_permission_permissions_pipe"
    "_plain_pm_previous_primary_pupil_pupils_quote_quoted_random_refuse"
    "_refused_register_registers_regular_release_released_removed_repeat"
    "_repeated_replaced_report_reports_resend_resent_result_results_return"
    "_returns_review_reviews_roll_rolls_row_rows_rubbish_same_sample_scc"
    "_school_schools_scores_second_secondary_semicolon_send_sender_sent_sep"
    "_sept_september_session_sessions_sims_slow_socket_special_spring_ssd"
    "_starters_states_still_stopped_strange_string_strings_stuck_student"
    "_students_sub_subfolder_summer_susp_suspension_suspensions_swap"
    "_swapped_symlink_symlinked_tab_teams_term_termly_test_there_third_tiny"
    "_tmp_today_tomorrow_totals_transfer_truncated_trust_twice_two_txt_typo"
    "_undated_unicode_unknown_unlisted_unquoted_unreadable_unseeable"
    "_unusual_update_updates_upload_uploads_usual_utf_valid_vanished"
    "_vanishing_virtual_visits_vs_week_weekly_weeks_weird_wide_withdrawn"
    "_wrong_xml_year_years_yesterday_zero";

static bool is_word(const char *word, size_t len)
{
    if (len == 1 || has_word(words, sizeof(words) - 1, word, len))
        return true;
    for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
        for (const struct asset *a = asset_next(folders[i], NULL); a;
             a = asset_next(folders[i], a)) {
            const char *name = a->path + strlen(folders[i]);

            if (has_word(name, strcspn(name, "."), word, len))
                return true;
        }
    return false;
}

static bool is_number(size_t digits)
{
    static const char lengths[] = { 1, 2, 4, 6, 8, 14 };

    return digits < 16 && memchr(lengths, (int)digits, sizeof(lengths));
}

/* The S of "BromcomStudents". */
static bool is_new_word(const char *token, size_t first, size_t at)
{
    return at > first && isupper((unsigned char)token[at])
           && islower((unsigned char)token[at - 1]);
}

/* A run of anything but separators: words and numbers and nothing else. */
static bool is_usual(const char *token, size_t len)
{
    for (size_t at = 0; at < len;) {
        size_t end = at;
        bool is_digits = isdigit((unsigned char)token[at]);

        while (end < len && isalnum((unsigned char)token[end])
               && !isdigit((unsigned char)token[end]) == !is_digits
               && !is_new_word(token, at, end))
            end++;
        if (end == at
            || !(is_digits ? is_number(end - at)
                           : is_word(token + at, end - at)))
            return false;
        at = end;
    }
    return true;
}

void filename_add(struct str *out, const char *path)
{
    bool was_masked = false;

    while (*path) {
        size_t before = 0, len = 0;

        while (is_separator(path[before]))
            before++;
        while (path[before + len] && !is_separator(path[before + len]))
            len++;
        if (!len || is_usual(path + before, len)) {
            str_add_n(out, path, before + len);
            was_masked = false;
        } else if (!was_masked) {
            str_add_n(out, path, before);
            str_add(out, MASK);
            was_masked = true;
        }
        path += before + len;
    }
}

bool filename_is_usual(const char *path)
{
    struct str shown = STR_INIT;
    bool is_same;

    filename_add(&shown, path);
    is_same = !strcmp(shown.text, path);
    str_release(&shown);
    return is_same;
}

static size_t common(const char *a, const char *b)
{
    size_t len = 0;

    while (a[len] && a[len] == b[len])
        len++;
    return len;
}

/* A message that was cut to fit is one of the longest. */
#define CUT_FROM 480

void filename_add_message(struct str *out, const char *message,
                          const char *path)
{
    const char *headings = strstr(message, FILENAME_HEADINGS);
    const size_t path_len = strlen(path);
    const size_t len =
        headings ? (size_t)(headings - message) : strlen(message);

    for (size_t at = 0; at < len;) {
        size_t same = common(message + at, path);

        if (path_len && same == path_len) {
            filename_add(out, path);
            at += path_len;
        } else if (same == len - at && len >= CUT_FROM) {
            str_add(out, MASK);
            break;
        } else {
            str_add_c(out, message[at++]);
        }
    }
    if (headings)
        str_add(out, "columns not used, which 'vschool check' names");
}
